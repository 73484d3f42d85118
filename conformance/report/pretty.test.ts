/**
 * The report for people says what it must, in the width it is given, and shows nothing that a terminal would obey.
 */
import { describe, expect, test } from '@jest/globals';
import type { DialectResult } from '../verdict.js';
import { pretty } from './pretty.js';
import { counterexample, paper, report, result, SCRIPT } from './samples.js';

const broken = result('flow-control/writelines-counts', 'violation', { counterexample: counterexample() });

describe('a violation', () => {
  const text = pretty(report({ rules: [broken], exit: 1 }), paper(100));

  test('is told with all that is needed to see it again', () => {
    expect(text).toContain('✗ flow-control/writelines-counts   MUST   asyncio.WriteTransport.writelines\n');
    expect(text).toContain('  What flow-control/writelines-counts says must hold, ');
    expect(text).toContain('  Expected  pause_writing() during writelines([64, 1])\n');
    expect(text).toContain('  Seen      nothing; 65 bytes buffered, high 64\n');
    expect(text).toContain(
      '  Script    set_write_buffer_limits(high=64, low=16) · write(to high+1) · settle\n' +
        '            in resume_writing(): close()\n',
    );
    expect(text).toContain('  Replay    npx plimsoll replay p1:dG9rZW4\n');
    expect(text).toContain('   MUST   asyncio.WriteTransport.writelines\n');
  });

  test('decides the last sentence', () => {
    expect(text).toContain('✗ sample does not conform: 1 of 1 rule does not hold.\n');
    expect(text).toMatch(/1 rule \(1 violation\); 2,166 cases, 34,509 steps\. Exit code 1\.\n$/);
  });

  test('of a subject from a path is replayed with that path', () => {
    const own = pretty(report({ rules: [broken], exit: 1 }), paper(), (token) => `again ${token} --subject ./mine.ts`);
    expect(own).toContain('  Replay    again p1:dG9rZW4 --subject ./mine.ts\n');
  });

  test('is named again at the end where there are many', () => {
    const rules = ['a', 'b', 'c', 'd'].map((name) => result(`abort/${name}`, 'violation'));
    expect(pretty(report({ rules, exit: 1 }), paper())).toContain('  MUST      abort/a, abort/b, abort/c, abort/d\n');
  });
});

test('a divergence is told as one', () => {
  const text = pretty(report({ rules: [{ ...broken, verdict: 'divergence' }], exit: 1 }), paper());
  expect(text).toContain('  A divergence: outside the profile, in a way that is known.\n');
});

test('a pass is told in few lines, and names no rule', () => {
  const text = pretty(report(), paper());
  expect(text.split('\n').length).toBeLessThan(13);
  expect(text).not.toContain('limits/one');
  expect(text).toContain('✓ sample conforms: every rule that could be judged holds.\n');
});

describe('what has no verdict', () => {
  test('is named under its reason', () => {
    const reason = 'It needs half-close.';
    const rules = [
      result('eof/a', 'unsupported', { reason }),
      result('limits/x', 'unexercised', { reason: 'What it speaks about never happened.' }),
      result('eof/b', 'unsupported', { reason }),
    ];
    const text = pretty(report({ rules, exit: 3 }), paper());
    expect(text).toContain('? Unsupported: It needs half-close.\n  eof/a, eof/b.\n');
    expect(text).toContain('? Unexercised: What it speaks about never happened.\n  limits/x.\n');
    expect(text).toContain('? sample cannot be judged: 1 MUST rule had nothing to speak about.\n');
  });

  test('is counted by chapter where there is a wall of it', () => {
    const rules = Array.from({ length: 40 }, (_, i) => result(i < 30 ? `eof/${i}` : `abort/${i}`, 'unexercised'));
    expect(pretty(report({ rules, exit: 3 }), paper())).toContain('  30 of eof, 10 of abort.\n');
  });

  test('because the run was cut short is said so', () => {
    expect(pretty(report({ complete: false, exit: 3 }), paper())).toContain(
      'sample cannot be judged: the run was cut short',
    );
  });
});

test('faults with one message stand together and accuse nobody', () => {
  const faults = [1, 2, 3].map(() => ({ script: SCRIPT, token: 'p1:a', message: 'connect() threw boom.' }));
  const text = pretty(report({ faults, exit: 3 }), paper());
  expect(text).toContain('! Not judged: the harness could not go on.\n');
  expect(text.match(/connect\(\) threw boom\. \(At 3 scripts\.\)/g)).toHaveLength(1);
});

test('a doubt about the harness comes before what it may have spoilt, and decides the last sentence', () => {
  const reason = 'It failed, and that is not believed: nothing shows that the traces tell what happens.';
  const text = pretty(
    report({
      rules: [result('limits/x', 'inconclusive', { reason, counterexample: counterexample() })],
      doubts: [{ kind: 'unattested', message: 'It does not declare planted-faults.' }],
      exit: 3,
    }),
    paper(100),
  );
  expect(text).toMatch(
    /! In doubt: the harness\.\n {2}It does not declare planted-faults\.\n\n\? Inconclusive: It failed/,
  );
  expect(text).toContain('? sample cannot be judged: the harness is in doubt.\n');
  expect(text).not.toContain('✗');
});

test('judges that disagree are a bug of ours', () => {
  const disagreements = [{ script: SCRIPT, token: 'p1:a', message: 'The model refuses it.' }];
  const text = pretty(report({ disagreements, exit: 3 }), paper(100));
  expect(text).toContain('The two judges disagree: a bug of Plimsoll, please report it with the token.');
  expect(text).toContain('npx plimsoll replay p1:a');
});

describe('the dialect', () => {
  const dialect: DialectResult[] = [
    { choice: 'pausesWhen', values: ['exceeds'], seen: true },
    { choice: 'zeroHigh', values: ['refused', 'forces-low'], seen: true },
    { choice: 'sizeAfterAbort', values: ['zero'], seen: true },
    { choice: 'badItem', values: [], seen: true },
    { choice: 'idleReset', values: ['noticed', 'unnoticed'], seen: false },
  ];
  const text = pretty(report({ dialect }), paper(100));

  test('completes the sentence of a choice with the value, where it is not the usual one', () => {
    expect(text).toContain('  pausesWhen            writing pauses when the buffer’s size exceeds high.\n');
    expect(text).toMatch(/badItem .* is queued … \(no one value\s+explains it\)\.\n/);
    expect(text).toContain('2 of 4 choices seen');
  });

  test('names the usual ones, and those that were not seen, on a line', () => {
    expect(text).toContain('  As there: zeroHigh refused or forces-low · sizeAfterAbort zero.\n');
    expect(text).toContain('  Not seen: idleReset.\n');
  });
});

describe('the paper', () => {
  const whole = report({
    rules: [broken, ...['a', 'b', 'c'].map((name) => result(`buffer/${name}-of-a-rule-with-a-long-name`, 'violation'))],
    faults: [
      { script: SCRIPT, token: 'p1:a', message: 'A sentence that is long enough to be broken into several lines.' },
    ],
    dialect: [{ choice: 'pausesWhen', values: ['exceeds'], seen: true }],
    exit: 1,
  });

  test.each([40, 49, 50, 69, 70, 80, 100])('is kept to at %i columns, but for what is to be copied', (width) => {
    const lines = pretty(whole, paper(width)).split('\n');
    const wide = lines.filter((line) => line.length > width && !/https:|npx plimsoll/.test(line));
    expect(wide).toEqual([]);
  });

  test('has colour only where it is told so', () => {
    // eslint-disable-next-line no-control-regex
    const escapes = /\u001b\[\d+m/g;
    expect(pretty(whole, paper(1_000))).not.toMatch(escapes);
    const coloured = pretty(whole, paper(1_000, true));
    expect(coloured).toMatch(escapes);
    expect(coloured.replace(escapes, '')).toBe(pretty(whole, paper(1_000)));
  });
});

test('what a subject says is shown, and never obeyed', () => {
  const evil = '\u001b[31mred\u001b]0;title\u0007 \u202Egnp.exe\u202C \u009b2J\r\nsecond\u2028line\ud800';
  const example = counterexample({ expected: evil, seen: evil });
  const text = pretty(
    report({
      subject: { name: 'sample', version: evil, capabilities: [] },
      rules: [{ ...broken, counterexample: example }, result('abort/x', 'inconclusive', { reason: evil })],
      faults: [{ script: SCRIPT, token: 'p1:a', message: evil }],
      disagreements: [{ script: SCRIPT, token: 'p1:a', message: evil }],
      exit: 1,
    }),
    paper(100),
  );
  expect(text).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u);
  expect(text).toContain(
    '\\x1b[31mred\\x1b]0;title\\x07 \\u{202e}gnp.exe\\u{202c} \\x9b2J\\r\\nsecond\\u{2028}line\\u{d800}',
  );
});
