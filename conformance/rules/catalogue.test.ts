/** The catalogue itself: that each rule is named, worded and cited as it should be, and that its own script exercises it. */
import { describe, expect, test } from '@jest/globals';
import { CHOICES, CHOICE_NAMES, dialect, type Choice, type Dialect } from '../../machines/choices.js';
import { runModel } from '../../machines/model.js';
import { Judge } from '../judge.js';
import { CHAPTERS, LEVELS, type Chapter, type Rule } from '../rule.js';
import { ABORTING } from './abort.js';
import { BUFFER } from './buffer.js';
import { CLOSING } from './closing.js';
import { EOF_RULES } from './eof.js';
import { FLOW_CONTROL } from './flow-control.js';
import { RULES } from './index.js';
import { LIFECYCLE } from './lifecycle.js';
import { LIMITS } from './limits.js';
import { REENTRANCY } from './reentrancy.js';
import { ROBUSTNESS } from './robustness.js';

const FILES: { readonly [C in Chapter]: readonly Rule[] } = {
  limits: LIMITS,
  'flow-control': FLOW_CONTROL,
  buffer: BUFFER,
  closing: CLOSING,
  abort: ABORTING,
  eof: EOF_RULES,
  lifecycle: LIFECYCLE,
  reentrancy: REENTRANCY,
  robustness: ROBUSTNESS,
};

/** The anchors of the page on transports and protocols that a rule may cite. */
const ANCHORS = [
  'asyncio.BaseTransport.close',
  'asyncio.BaseTransport.is_closing',
  'asyncio.WriteTransport.abort',
  'asyncio.WriteTransport.can_write_eof',
  'asyncio.WriteTransport.get_write_buffer_limits',
  'asyncio.WriteTransport.get_write_buffer_size',
  'asyncio.WriteTransport.set_write_buffer_limits',
  'asyncio.WriteTransport.write',
  'asyncio.WriteTransport.write_eof',
  'asyncio.WriteTransport.writelines',
  'asyncio.BaseProtocol.connection_made',
  'asyncio.BaseProtocol.connection_lost',
  'asyncio.BaseProtocol.pause_writing',
  'asyncio.BaseProtocol.resume_writing',
  'asyncio.Protocol.data_received',
  'asyncio.Protocol.eof_received',
];

describe('names', () => {
  test('the catalogue is its chapters, in order', () => {
    expect(RULES).toEqual(CHAPTERS.flatMap((chapter) => FILES[chapter]));
  });

  test.each(CHAPTERS)('a rule in the file on %s has a slug of that chapter', (chapter) => {
    for (const { id } of FILES[chapter]) expect(id).toMatch(new RegExp(`^${chapter}/[a-z]+(-[a-z]+)*$`));
  });

  test('no two rules have one', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });
});

describe('words', () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s',
    (_id, { statement, intent, clause, level, choice }) => {
      expect(statement).toMatch(ONE_SENTENCE);
      expect(intent).toMatch(ONE_SENTENCE);
      expect(statement).not.toBe(intent);
      expect(ANCHORS).toContain(clause);
      expect(LEVELS).toContain(level);
      if (choice !== undefined) expect(CHOICE_NAMES).toContain(choice);
    },
  );

  test('no two rules say the same', () => {
    expect(new Set(RULES.map(({ statement }) => statement)).size).toBe(RULES.length);
  });
});

describe('each rule has something to say about its own script', () => {
  /** Rules that only a bad transport can exercise, with the reason. There need be none. */
  const OF_FAILURES: { readonly [id: string]: string } = {};

  test.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const isExercised = DIALECTS.some((choices) => {
      const judge = new Judge([rule], {});
      judge.judge(runModel(rule.given, choices));
      return (judge.hits[0] as number) > 0;
    });
    expect(isExercised).toBe(!(id in OF_FAILURES));
  });
});

/** A capital, asyncio's own spelling or a quantity first, a full stop at the end and nowhere before a space. */
const ONE_SENTENCE = /^(?!.*[.!?] )\S.*[^.]\.$/;

/** All the first values, and all the last: rules on a choice speak where a transport makes a certain one. */
const DIALECTS: readonly Dialect[] = [dialect(), lastValues(), { ...lastValues(), halfClose: 'supported' }];

function lastValues(): Dialect {
  const last = CHOICE_NAMES.map((name) => {
    const { values, deviates }: Choice = CHOICES[name];
    return [name, values.findLast((value) => !deviates?.includes(value))];
  });
  return dialect({}, Object.fromEntries(last));
}
