/** That the contract is covered whole: nothing promised without a holder or a reason, and no rule or choice from nowhere. */
import { describe, expect, test } from '@jest/globals';
import { CHOICE_NAMES, CHOICES } from '../../machines/choices.js';
import type { Rule } from '../rule.js';
import { RULES } from '../rules/index.js';
import type { ContractPromise } from './promise.js';
import { CONTRACT, PROMISES } from './promises.js';

const BY_ID = new Map<string, Rule>(RULES.map((rule) => [rule.id, rule]));
const named = PROMISES.map((promise) => [promise.id, promise] as const);

describe('names', () => {
  test('no two promises have one', () => {
    expect(new Set(PROMISES.map(({ id }) => id)).size).toBe(PROMISES.length);
  });

  test('they count on within a chapter', () => {
    for (const { promises } of CONTRACT) {
      const [chapter] = (promises[0] as ContractPromise).id.split('-');
      expect(promises.map(({ id }) => id)).toEqual(promises.map((_promise, index) => `${chapter}-${index + 1}`));
    }
  });

  test('every rule that a promise names exists, and every choice', () => {
    for (const { rules = [], choices = [] } of PROMISES) {
      for (const id of rules) expect(BY_ID.has(id) ? id : 'no such rule').toBe(id);
      for (const name of choices) expect(CHOICE_NAMES).toContain(name);
      expect(new Set(rules).size).toBe(rules.length);
    }
  });
});

describe('every promise is held, or there is a reason', () => {
  test.each(named)('%s', (_id, { source, rules = [], choices = [], untestable, text }) => {
    const levels = rules.map((id) => BY_ID.get(id)?.level);
    if (untestable !== undefined) expect(untestable).toMatch(/^[A-Z].*[^.]\.$/);
    else if (source === 'docs') expect(levels).toContain('MUST');
    else if (source === 'agree') expect(levels.some((level) => level === 'MUST' || level === 'SHOULD')).toBe(true);
    else expect(choices.length).toBeGreaterThan(0);
    expect(text).toMatch(/^[A-Z].*[^.]\.$|^[a-z]+(_[a-z]+)*\(\) .*[^.]\.$/);
  });
});

describe('nothing comes from nowhere', () => {
  test('every rule holds some promise', () => {
    const held = new Set(PROMISES.flatMap(({ rules = [] }) => rules));
    expect(RULES.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
  });

  test('every rule of level MUST holds one of the documents’ own', () => {
    const promised = new Set(PROMISES.filter(({ source }) => source === 'docs').flatMap(({ rules = [] }) => rules));
    const must = RULES.filter(({ level }) => level === 'MUST').map(({ id }) => id);
    expect(must.filter((id) => !promised.has(id))).toEqual([]);
  });

  test('every choice stands in some promise', () => {
    const free = new Set(PROMISES.flatMap(({ choices = [] }) => choices));
    expect(CHOICE_NAMES.filter((name) => !free.has(name))).toEqual([]);
  });

  test('the rule that holds a transport to a choice stands beside it', () => {
    for (const rule of RULES) {
      if (rule.choice === undefined) continue;
      const beside = PROMISES.filter(({ choices = [] }) => choices.includes(rule.choice as (typeof choices)[number]));
      expect(beside.flatMap(({ rules = [] }) => rules)).toContain(rule.id);
    }
  });
});

describe('the documents', () => {
  const PAGE = /^asyncio\.(BaseTransport|WriteTransport|BaseProtocol|Protocol)\.[a-z_]+$/;

  test('every promise, rule and choice cites an anchor of the page', () => {
    for (const { clause } of [...PROMISES, ...RULES, ...Object.values(CHOICES)]) expect(clause).toMatch(PAGE);
  });

  test('what stands in the section on WriteTransport cites it, and covers its methods', () => {
    const seeds = PROMISES.filter(({ seed }) => seed);
    expect(new Set(seeds.map(({ clause }) => clause))).toEqual(
      new Set(SECTION.map((method) => `asyncio.WriteTransport.${method}`)),
    );
  });
});

/** The methods of the section, as far as this project's brief goes; write_eof() stands in the contract beside them. */
const SECTION = [
  'abort',
  'can_write_eof',
  'get_write_buffer_size',
  'get_write_buffer_limits',
  'set_write_buffer_limits',
  'write',
  'writelines',
];
