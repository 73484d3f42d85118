/** From what JavaScript throws to the kinds of the alphabet. */
import { expect, test } from '@jest/globals';
import { BrokenPipeError, ResetError, ScriptedError, StateError, UnsupportedError } from './errors.js';
import { inWords, toRaise } from './raise.js';

class OwnTypeError extends TypeError {}
class AssertionError extends Error {}
const coded = (code: string): Error => Object.assign(new Error('It says so.'), { code });
const overflow = (): unknown => {
  const deeper = (): number => 1 + deeper();
  try {
    return deeper();
  } catch (error) {
    return error;
  }
};

test.each([
  [new TypeError('x'), 'type', 'TypeError'],
  [new OwnTypeError('x'), 'type', 'OwnTypeError'],
  [new RangeError('x'), 'value', 'RangeError'],
  [new StateError('x'), 'state', 'StateError'],
  [new ResetError('x'), 'reset', 'ResetError'],
  [new BrokenPipeError('x'), 'broken-pipe', 'BrokenPipeError'],
  [new UnsupportedError('x'), 'unsupported', 'UnsupportedError'],
  [new ScriptedError('x'), 'scripted', 'ScriptedError'],
  [new AssertionError('x'), 'other', 'AssertionError'],
  [new Error('x'), 'other', 'Error'],
  [coded('ECONNRESET'), 'reset', 'Error'],
  [coded('EPIPE'), 'broken-pipe', 'Error'],
  [coded('ERR_INVALID_ARG_TYPE'), 'type', 'Error'],
  [coded('ERR_OUT_OF_RANGE'), 'value', 'Error'],
  [coded('ERR_STREAM_WRITE_AFTER_END'), 'state', 'Error'],
  [coded('toString'), 'other', 'Error'],
  [overflow(), 'other', 'RangeError'],
  ['a string', 'other', 'string'],
  [undefined, 'other', 'undefined'],
  [Object.create(null), 'other', 'Object'],
])('%p is of a kind', (thrown, kind, type) => {
  expect(toRaise(thrown)).toMatchObject({ kind, type });
});

test('a message is cut, and in a sentence it is one line', () => {
  expect(toRaise(new Error('x'.repeat(1_000))).message).toHaveLength(200);
  expect(inWords(new TypeError('No such thing.\nNot here.'))).toBe('TypeError: No such thing');
  expect(inWords(new Error('It broke'))).toBe('It broke');
});
