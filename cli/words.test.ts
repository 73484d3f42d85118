/**
 * What is said without running anything: which name was meant, which rules a glob takes, what a mistake is called, and
 * the line that tells how far a run is.
 */
import { describe, expect, test } from '@jest/globals';
import { TokenError } from '../conformance/token.js';
import { UsageError } from '../subjects/usage.js';
import { rule } from '../conformance/report/samples.js';
import { EXIT, worst } from './exit.js';
import { fakeTerminal } from './fake.js';
import { nearest } from './names.js';
import { selectRules } from './options.js';
import { ProgressLine } from './progress.js';
import { tell } from './trouble.js';

describe('the nearest name', () => {
  const known = ['flow-control/writelines-counts', 'flow-control/quiet-calls', 'limits/low-alone', 'docs'];
  test.each([
    ['writelines-counts', ['flow-control/writelines-counts']],
    ['flow-control/writeline-counts', ['flow-control/writelines-counts']],
    ['low-alne', ['limits/low-alone']],
    ['dcos', ['docs']],
    ['nothing-like-any', []],
  ])('to %s', (given, names) => {
    expect(nearest(given, known)).toEqual(names);
  });
});

describe('a glob', () => {
  const rules = [rule('abort/once'), rule('abort/twice'), rule('limits/once')];
  test.each([
    ['abort/once', ['abort/once']],
    ['abort/*', ['abort/once', 'abort/twice']],
    ['abort', ['abort/once', 'abort/twice']],
    ['*once', ['abort/once', 'limits/once']],
    ['{abort,limits}/once', ['abort/once', 'limits/once']],
    ['*', ['abort/once', 'abort/twice', 'limits/once']],
  ])('%s', (glob, ids) => {
    expect(selectRules(rules, [glob], []).map(({ id }) => id)).toEqual(ids);
  });

  test('that leaves rules out', () => {
    expect(selectRules(rules, [], ['abort']).map(({ id }) => id)).toEqual(['limits/once']);
    expect(selectRules(rules, ['abort'], ['*/twice']).map(({ id }) => id)).toEqual(['abort/once']);
  });
});

test('of several exit codes the worst is told', () => {
  expect(worst([0, 3, 1])).toBe(1);
  expect(worst([0, 3, 0])).toBe(3);
  expect(worst([0, 0])).toBe(0);
  expect(worst([])).toBe(3);
});

describe('what goes wrong is told in one sentence', () => {
  test.each([
    ['of the user', new UsageError('There is no rule x\u001b[2J.'), EXIT.usage, 'There is no rule x\\x1b[2J.\n'],
    ['in a token', new TokenError('The token was cut short.'), EXIT.usage, 'The token was cut short.\n'],
    [
      'in Plimsoll',
      new TypeError('x is undefined'),
      EXIT.notEnough,
      'This is a bug of Plimsoll: TypeError: x is undefined; with PLIMSOLL_DEBUG=1 the stack is shown, please report it.\n',
    ],
  ])('%s', (_name, error, exit, text) => {
    const terminal = fakeTerminal();
    expect(tell(error, terminal)).toBe(exit);
    expect(terminal.errs).toEqual([text]);
  });
});

describe('the progress line', () => {
  const progress = { phase: 'searching', done: 1_280, total: 2_000, violations: 2 } as const;

  test('is rewritten in place, fits, and is gone at the end', () => {
    const terminal = fakeTerminal({ isWatched: true, errorWidth: 40 });
    const line = new ProgressLine(terminal, 'cpython-3.14');
    line.show(progress);
    line.clear();
    expect(terminal.errs).toEqual(['\rcpython-3.14: random case 1,280 of 2,00\u001b[K', '\r\u001b[K']);
  });

  test('is not there when nobody watches', () => {
    const terminal = fakeTerminal();
    const line = new ProgressLine(terminal, 'cpython-3.14');
    line.show(progress);
    line.clear();
    expect(terminal.errs).toEqual([]);
  });
});
