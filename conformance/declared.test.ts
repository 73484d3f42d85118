/** That a value of a choice which only some transports may have is taken from the others, and from them alone. */
import { expect, test } from '@jest/globals';
import { PROFILES } from '../machines/choices.js';
import { dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { profileFor } from './declared.js';
import { Judge } from './judge.js';
import { deviates, Knowledge } from './knowledge.js';
import { RULES } from './rules/index.js';
import {
  close,
  drain,
  inside,
  keepingOpen,
  limits,
  peerEof,
  peerReset,
  script,
  settle,
  toHigh,
  toZero,
  write,
  writeEof,
} from './rules/build.js';
import { ALL_CAPABILITIES, type Capability } from './subject.js';

const without = (...lacking: readonly Capability[]): readonly Capability[] =>
  ALL_CAPABILITIES.filter((one) => !lacking.includes(one));
const ONE_WAY = without('half-close', 'peer-data');
const OTHER_ENDS = without('asyncio-ends');

test('a profile is narrowed by what a subject can do', () => {
  expect(profileFor({}, without('half-close', 'peer-data', 'asyncio-ends'))).toEqual({});
  expect(profileFor({}, ALL_CAPABILITIES)).toEqual({
    halfClose: ['supported', 'unsupported'],
    emptyReset: ['failure'],
    writeAfterEof: ['raises', 'dropped'],
    writeWhileClosing: ['accepted', 'dropped', 'raises'],
    writeAfterClose: ['dropped', 'raises'],
    resumesAfterEof: ['yes'],
    bothEnded: ['stays'],
  });
  expect(profileFor(PROFILES.docs, ALL_CAPABILITIES)).toMatchObject(PROFILES.docs);
});

test.each([
  [
    'write_eof() closes',
    script(write(3), writeEof),
    { halfClose: 'a-close' },
    ONE_WAY,
    ['eof/keeps-the-buffer', 'lifecycle/half-close-known'],
  ],
  [
    'a reset is told as an end',
    script(settle, peerReset),
    { emptyReset: 'regular-end' },
    ONE_WAY,
    ['lifecycle/reset-is-told'],
  ],
  [
    'a protocol is not resumed after write_eof()',
    script(limits(8, 2), write(toHigh(2)), writeEof, drain(toZero())),
    { resumesAfterEof: 'no' },
    OTHER_ENDS,
    ['flow-control/resumes-at-low', 'flow-control/resumes-after-eof-one-way'],
  ],
  [
    'a write after write_eof() is fatal',
    script(write(3), writeEof, write(1)),
    { writeAfterEof: 'fatal' },
    OTHER_ENDS,
    ['eof/write-after-one-way'],
  ],
  [
    'a write while closing is fatal',
    script(write(3), close, write(1)),
    { writeWhileClosing: 'fatal' },
    OTHER_ENDS,
    ['closing/writes-whole-or-not'],
  ],
  [
    'a write after close() is fatal',
    script(close, write(1)),
    { writeAfterClose: 'fatal' },
    OTHER_ENDS,
    ['closing/lost-with-none'],
  ],
  [
    'a transport ends by itself',
    keepingOpen(script(peerEof, settle, writeEof)),
    { bothEnded: 'ends' },
    OTHER_ENDS,
    ['lifecycle/lost-for-a-reason', 'lifecycle/eof-true-is-not-lost', 'lifecycle/both-ended-one-way'],
  ],
] as const)(
  'where %s, both judges refuse it of whoever has not what allows it',
  (_what, given, chosen, capabilities, rules) => {
    const trace = runModel(given, dialect({}, chosen));
    const failing = (profile: typeof PROFILES.contract) =>
      new Judge(RULES, profile).judge(trace).map(({ rule }) => rule.id);
    expect(failing(profileFor({}, capabilities))).toEqual([]);
    expect(new Knowledge(profileFor({}, capabilities)).weigh(trace)).toEqual({ is: 'allowed' });
    const held = profileFor({}, ALL_CAPABILITIES);
    expect(failing(held)).toEqual(rules);
    expect(new Knowledge(held).weigh(trace)).toEqual({ is: 'outside', choice: Object.keys(chosen)[0] });
    // It is no deviation that has a name: a violation, not a divergence.
    expect(deviates(trace, held)).toBe(false);
  },
);

test('a deviation stays one whatever the subject can do', () => {
  const late = script(limits(8, 2), write(toHigh(2)), drain(9), settle, drain(toZero()));
  const trace = runModel(late, dialect({}, { resumesAt: 'empty' }));
  expect(deviates(trace, profileFor({}, ALL_CAPABILITIES))).toBe(true);
  expect(deviates(runModel(inside('resume_writing', [close], late), dialect()), {})).toBe(true);
});
