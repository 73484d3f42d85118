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
  limits,
  peerReset,
  script,
  settle,
  toHigh,
  toZero,
  write,
  writeEof,
} from './rules/build.js';
import { ALL_CAPABILITIES } from './subject.js';

const ONE_WAY = ALL_CAPABILITIES.filter((one) => one !== 'half-close' && one !== 'peer-data');

test('a profile is narrowed by what a subject can do', () => {
  expect(profileFor({}, ONE_WAY)).toEqual({});
  expect(profileFor({}, ALL_CAPABILITIES)).toEqual({
    halfClose: ['supported', 'unsupported'],
    emptyReset: ['failure'],
  });
  expect(profileFor(PROFILES.docs, ALL_CAPABILITIES)).toMatchObject(PROFILES.docs);
});

test.each([
  [
    'write_eof() closes',
    script(write(3), writeEof),
    { halfClose: 'a-close' },
    ['eof/keeps-the-buffer', 'lifecycle/half-close-known'],
  ],
  ['a reset is told as an end', script(settle, peerReset), { emptyReset: 'regular-end' }, ['lifecycle/reset-is-told']],
] as const)(
  'where %s, both judges refuse it of a transport with two directions only',
  (_what, given, chosen, rules) => {
    const trace = runModel(given, dialect({}, chosen));
    const failing = (profile: typeof PROFILES.contract) =>
      new Judge(RULES, profile).judge(trace).map(({ rule }) => rule.id);
    expect(failing(profileFor({}, ONE_WAY))).toEqual([]);
    expect(new Knowledge(profileFor({}, ONE_WAY)).weigh(trace)).toEqual({ is: 'allowed' });
    const twoWay = profileFor({}, ALL_CAPABILITIES);
    expect(failing(twoWay)).toEqual(rules);
    expect(new Knowledge(twoWay).weigh(trace)).toEqual({ is: 'outside', choice: Object.keys(chosen)[0] });
    // It is no deviation that has a name: a violation, not a divergence.
    expect(deviates(trace, twoWay)).toBe(false);
  },
);

test('a deviation stays one whatever the subject can do', () => {
  const late = script(limits(8, 2), write(toHigh(2)), drain(9), settle, drain(toZero()));
  const trace = runModel(late, dialect({}, { resumesAt: 'empty' }));
  expect(deviates(trace, profileFor({}, ALL_CAPABILITIES))).toBe(true);
  expect(deviates(runModel(inside('resume_writing', [close], late), dialect()), {})).toBe(true);
});
