/**
 * The checks of mutation testing hold of the sources as they are: else `npm run mutation` has nothing to compare with.
 * On a fifth of what they are given there. That they fail on what is wrong is that command's to show.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../subjects/fleet/root.js';
import { CHECKS } from './checks.js';
import { given } from './given.js';

describe('mutation testing', () => {
  const all = given(readFileSync(join(packageRoot(), 'scripts', 'mutation', 'cpython.json'), 'utf8'), 0.2);

  test.each(CHECKS.map((check) => [check.name, check] as const))('%s', (_name, { run }) => {
    expect(() => run(all)).not.toThrow();
  });
});
