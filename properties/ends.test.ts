/**
 * What another platform documents of its ends is conformance in a transport that does not declare `asyncio-ends`, and the
 * very same is a violation in one that does.
 */
import { describe, expect, test } from '@jest/globals';
import { runSuite } from '../conformance/suite.js';
import { ALL_CAPABILITIES, type Subject } from '../conformance/subject.js';
import { MUTANTS } from '../subjects/mutants/index.js';
import { defineTransport } from '../subjects/transport.js';
import { campaign } from './campaign.js';

const WAYS = ['no-resume-after-eof', 'ends-when-both-have', 'late-write-is-fatal', 'write-fails-the-flush'];

describe.each(WAYS)('%s', (way) => {
  const { connect, killedBy } = MUTANTS.find(({ name }) => name === way)!;
  const judge = (capabilities: Subject['capabilities']) =>
    runSuite(defineTransport({ name: way, version: '1', capabilities, connect }), { search: campaign, runs: 500 });

  test('passes where asyncio-ends is not declared', async () => {
    const { exit, doubts, rules, dialect } = await judge(ALL_CAPABILITIES.filter((one) => one !== 'asyncio-ends'));
    expect(rules.filter(({ counterexample }) => counterexample !== undefined)).toEqual([]);
    expect(doubts).toEqual([]);
    expect(exit).toBe(0);
    const { choice } = rules.find(({ rule }) => rule.id === killedBy)!.rule;
    expect(dialect.find((one) => one.choice === choice)).toMatchObject({ seen: true, values: [expect.anything()] });
  });

  test('is refused where it is', async () => {
    const { exit, rules } = await judge(ALL_CAPABILITIES);
    expect(rules.find(({ rule }) => rule.id === killedBy)?.counterexample).toBeDefined();
    expect(exit).toBe(1);
  });
});
