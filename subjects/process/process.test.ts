/**
 * A subject behind a process: what an honest agent answers is what came, and whatever an agent does instead costs the
 * scripts that it touched and no other. Agents are test/agents/; nothing here waits for a time to pass but deadlines.
 */
import { expect, test } from '@jest/globals';
import { join } from 'node:path';

import { someScripts } from '../../properties/corpus.js';
import { reference } from '../reference/subject.js';
import { processSubject } from './index.js';

const AGENTS = join(__dirname, '..', '..', 'test', 'agents');

test('an honest agent gives the traces of the transport behind it, whatever the batches', async () => {
  const scripts = someScripts(1, 200, 20);
  const subject = await processSubject({ command: [process.execPath, join(AGENTS, 'honest.mjs')], batch: 7 });
  expect(await subject.run(scripts)).toEqual(reference().run(scripts));
  await subject.close?.();
});
