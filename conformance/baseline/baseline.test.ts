/**
 * A baseline lets known violations pass and nothing else: the five ways in which it makes a run fail, and its words.
 */
import { describe, expect, test } from '@jest/globals';
import type { Script } from '../../machines/alphabet.js';
import { dialect } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { counterexample, report } from '../report/samples.js';
import { RULES } from '../rules/index.js';
import type { Rule } from '../rule.js';
import { encode } from '../token.js';
import type { Report, RuleResult } from '../verdict.js';
import { baselineText, readBaseline } from './baseline.js';
import { holdBaseline } from './hold.js';
import { shapeOf } from './shape.js';
import { pruned, updated } from './update.js';

const FILE = 'plimsoll-baseline.json';
const TODAY = { today: '2026-12-01' };
const CLOSE: Script = { stimuli: [{ do: 'close' }], reactions: [], keepOpen: false };
const WRITTEN: Script = { ...CLOSE, stimuli: [{ do: 'write', n: 1, kind: 'bytes' }, { do: 'close' }] };
const ABORTED: Script = { ...CLOSE, stimuli: [{ do: 'write', n: 1, kind: 'bytes' }, { do: 'abort' }] };
const [RULE, OTHER, ...MORE] = RULES.filter(({ level }) => level === 'MUST') as [Rule, Rule, ...Rule[]];

const KNOWN = {
  rule: RULE.id,
  subject: 'sample',
  shape: 'write(some), close()',
  message: 'Expected this; seen that.',
  reason: 'Since ever.',
  replay: encode({ script: WRITTEN }),
} as const;

describe('a violation', () => {
  test('that is listed is known, and costs nothing', () => {
    const held = hold([KNOWN], [broken(RULE, WRITTEN)]);
    expect(held).toMatchObject({ exit: 0, baseline: { file: FILE, problems: [] } });
    expect(held.rules[0]?.known).toEqual({ reason: 'Since ever.', line: 4 });
  });

  test('of another size has the same shape', () => {
    const more: Script = { ...WRITTEN, stimuli: [{ do: 'write', n: 7, kind: 'bytes' }, { do: 'close' }] };
    expect(hold([KNOWN], [broken(RULE, more)]).exit).toBe(0);
  });

  test('that still happens as listed is known by any script as long: which is found is chance', () => {
    expect(hold([KNOWN], [broken(RULE, ABORTED)], [RULE.id]).exit).toBe(0);
  });

  test('that is not listed is new', () => {
    expect(problems(hold([KNOWN], [broken(RULE, WRITTEN), broken(OTHER, CLOSE)]))).toEqual([
      ['new', OTHER.id, null, `Is not in ${FILE}: close().`],
    ]);
  });

  test('of a listed rule by another shape is different', () => {
    const [problem] = problems(hold([KNOWN], [broken(RULE, ABORTED)]));
    expect(problem).toMatchObject([
      'different',
      RULE.id,
      { from: 4, to: 11 },
      expect.stringMatching(/by write\(some\), abort\(\), and not by/),
    ]);
  });

  test('of a listed rule by a shorter script is different, though it happens as listed, too', () => {
    expect(problems(hold([KNOWN], [broken(RULE, CLOSE)], [RULE.id]))).toMatchObject([
      ['different', RULE.id, { from: 4 }, expect.stringContaining('by close()')],
    ]);
  });

  test('that no longer happens is gone, and its lines are named', () => {
    expect(problems(hold([{ ...KNOWN, rule: OTHER.id }, KNOWN], [broken(OTHER, WRITTEN), holds(RULE)]))).toEqual([
      ['gone', RULE.id, { from: 12, to: 19 }, `No longer happens: the rule holds. Delete lines 12 to 19 of ${FILE}.`],
    ]);
  });

  test('is let pass up to its last day', () => {
    expect(hold([{ ...KNOWN, expires: '2026-12-01' }], [broken(RULE, WRITTEN)]).exit).toBe(0);
    const late = hold([{ ...KNOWN, expires: '2026-11-30' }], [broken(RULE, WRITTEN)]);
    expect(late.exit).toBe(1);
    expect(problems(late)).toEqual([
      [
        'expired',
        RULE.id,
        { from: 4, to: 12 },
        `Let pass until 2026-11-30 by lines 4 to 12 of ${FILE}; mend it, or give it another day.`,
      ],
    ]);
  });

  test('of a rule that does not exist is unknown, with what was meant', () => {
    const [problem] = problems(hold([{ ...KNOWN, rule: `${RULE.id}s` }], [holds(RULE)]));
    expect(problem).toMatchObject([
      'unknown',
      `${RULE.id}s`,
      { from: 4 },
      expect.stringContaining(`; the nearest is ${RULE.id}.`),
    ]);
  });
});

describe('an entry', () => {
  test('of a rule that was not asked for, or of another subject, says nothing', () => {
    expect(hold([KNOWN, { ...KNOWN, subject: 'other' }], [holds(OTHER)]).exit).toBe(0);
  });

  test('may name its subjects by a glob', () => {
    expect(hold([{ ...KNOWN, subject: 'sam*' }], [broken(RULE, WRITTEN)]).exit).toBe(0);
  });

  test.each(['inconclusive', 'harness-error'] as const)('makes no pass of %s', (verdict) => {
    // As one that is not believed.
    const result = { ...broken(RULE, WRITTEN), verdict, reason: 'So it is.' };
    expect(hold([KNOWN], [result, holds(OTHER)])).toMatchObject({ exit: 3, baseline: { problems: [] } });
  });

  test('is not said to be gone by a run that was cut short', () => {
    const cut = { ...report({ rules: [holds(RULE)] }), complete: false };
    expect(holdBaseline(cut, readBaseline(baselineText([KNOWN]), FILE), TODAY)).toMatchObject({
      exit: 3,
      baseline: { problems: [] },
    });
  });
});

test('what two scripts contradict is of one shape, whichever they are', () => {
  const rule = RULES.find(({ choice }) => choice !== undefined) as Rule;
  const shapes = [CLOSE, WRITTEN].map((script) => shapeOf(rule, shown(script, [])));
  expect(shapes).toEqual(Array(2).fill(`two ways of ${rule.choice}`));
});

describe('after a run', () => {
  const baseline = readBaseline(
    baselineText([KNOWN, { ...KNOWN, rule: OTHER.id }, { ...KNOWN, subject: 'other' }]),
    FILE,
  );
  const held = holdBaseline(
    report({ rules: [broken(RULE, WRITTEN), holds(OTHER), broken(MORE[0] as Rule, CLOSE)] }),
    baseline,
    TODAY,
  );

  test('an update lists what is new, drops what is gone, and keeps what was said of the rest', () => {
    const next = updated(baseline, [held], { reason: 'New.' });
    expect(next.map(({ rule, subject, reason }) => [rule, subject, reason])).toEqual([
      [RULE.id, 'sample', 'Since ever.'],
      [RULE.id, 'other', 'Since ever.'],
      [(MORE[0] as Rule).id, 'sample', 'New.'],
    ]);
    const again = holdBaseline(
      report({ rules: [broken(RULE, WRITTEN), holds(OTHER), broken(MORE[0] as Rule, CLOSE)] }),
      readBaseline(baselineText(next), FILE),
      TODAY,
    );
    expect(again.exit).toBe(0);
  });

  test('pruning adds nothing', () => {
    expect(pruned(baseline, [held]).map(({ rule, subject }) => [rule, subject])).toEqual([
      [RULE.id, 'sample'],
      [RULE.id, 'other'],
    ]);
  });
});

describe('what is no baseline is one sentence with its line:', () => {
  const text = baselineText([KNOWN]);
  test.each<[string, string, RegExp]>([
    ['nothing', '', /^f\.json:1 is empty: /],
    ['one that is cut short', text.slice(0, 150), /^f\.json:7 is no whole JSON: it ends too early\.$/],
    ['something else', 'version: 1', /^f\.json:1 is no JSON: /],
    ['another version', text.replace('1', '2'), /^f\.json is a baseline of version 2, /],
    ['no version', '{"known": []}', /^f\.json:1: version: is missing\.$/],
    ['a key that nobody knows', text.replace('"reason"', '"raison"'), /^f\.json:4: known\[0\]\.reason: is missing\.$/],
    [
      'one more key',
      text.replace('"reason"', '"raison": 1, "reason"'),
      /^f\.json:9: known\[0\]: "raison" is not known here\.$/,
    ],
    [
      'a prototype',
      text.replace('"version"', '"__proto__": {}, "version"'),
      /^f\.json:2: "__proto__" is not known here\.$/,
    ],
    [
      'a token that was cut',
      text.replace(/..",?\n {4}}/, '"\n    }'),
      /^f\.json:4: known\[0\]\.replay: The token was cut short/,
    ],
    [
      'a day that is none',
      text.replace('"replay"', '"expires": "2027-02-29",\n"replay"'),
      /^f\.json:10: known\[0\]\.expires: expected a day that there is/,
    ],
    ['braces without end', '{"a":'.repeat(100_000), /^f\.json:1 is no whole JSON/],
    ['lists within lists', '['.repeat(100_000) + ']'.repeat(100_000), /^f\.json:1: expected an object\.$/],
  ])('%s', (_name, given, sentence) => {
    expect(() => readBaseline(given, 'f.json')).toThrow(sentence);
  });
});

function hold(
  known: Parameters<typeof baselineText>[0],
  rules: readonly RuleResult[],
  failing: readonly string[] = [],
): Report {
  const baseline = readBaseline(baselineText(known), FILE);
  const also = baseline.entries.map(({ script }) => ({ script, failing }));
  const extra = rules.some(({ verdict }) => verdict === 'pass') ? [] : [holds(MORE[1] as Rule)];
  return holdBaseline(report({ rules: [...rules, ...extra], also, exit: 1 }), baseline, TODAY);
}

function problems({ baseline }: Report) {
  return (baseline?.problems ?? []).map(({ kind, rule, lines, message }) => [kind, rule, lines, message]);
}

function broken(rule: Rule, script: Script): RuleResult {
  return { rule, verdict: 'violation', hits: 1, counterexample: shown(script, [1]) };
}

function shown(script: Script, path: readonly number[]) {
  return counterexample({ script, path, trace: runModel(script, dialect()), token: encode({ script }) });
}

function holds(rule: Rule): RuleResult {
  return { rule, verdict: 'pass', hits: 7 };
}
