/** docs/cells.md: the table of state x stimulus with the rules that speak in each cell. Made of what was found. */
import { LIVES, STIMULI, type Life, type StimulusName } from '../../machines/alphabet.js';
import { LEVELS, type Level, type Rule } from '../rule.js';
import { RULES } from '../rules/index.js';
import { EOF_STAGES, nameOf, type EofStage, type Speakers } from './cells.js';
import { GENERATED, headingAnchor, ruleLink, table } from './markdown.js';

const HEAD = `# State by stimulus

What a transport does when it is given a stimulus in a state that it was “not supposed to” be in is where most bugs are.
So here is every cell: each state of the chart, before and after write_eof() was asked for, by each stimulus, with the
rules that speak in it. What is marked was found by driving the model through every cell in several dialects.`;

const MATRIX = `## How many rules speak

MUST + SHOULD. Not counted are the rules of level MAY, those that speak in every cell, and the chapter on reentrancy, which
speaks of the place of a call, inside a callback, and not of the state.`;

const DETAIL = `In the tables below ● stands for a state before and after write_eof() was asked for, ○ for before only, ◐ for after only.`;

export function cellsPage(speakers: Speakers): string {
  const everywhere = speakingEverywhere(speakers);
  return `${[
    GENERATED,
    HEAD,
    MATRIX,
    matrix(speakers, everywhere),
    `In every cell: ${everywhere.map(({ id }) => ruleLink(id)).join(', ')}.`,
    `At the making of the connection: ${connecting(speakers, everywhere)}.`,
    DETAIL,
    ...STIMULI.flatMap((stimulus) => [`## ${stimulus}`, detail(speakers, everywhere, stimulus)]),
  ].join('\n\n')}\n`;
}

/** The rules that a cell does not share with all others. */
export function particular(speakers: Speakers, name: string, everywhere = speakingEverywhere(speakers)): Rule[] {
  const here = speakers.get(name);
  return RULES.filter((rule) => here?.has(rule) && !everywhere.includes(rule) && !isOfPlace(rule));
}

/** The rules that speak in every cell. */
export function speakingEverywhere(speakers: Speakers): readonly Rule[] {
  const cells = [...speakers].filter(([name]) => !name.endsWith('connect')).map(([, rules]) => rules);
  return RULES.filter((rule) => cells.every((rules) => rules.has(rule)));
}

function matrix(speakers: Speakers, everywhere: readonly Rule[]): string {
  const columns = STIMULI.map((stimulus) => `[${stimulus}](#${headingAnchor(stimulus)})`);
  const rows = LIVES.flatMap((state) =>
    EOF_STAGES.map((eof) => [
      eof === 'none' ? `**${state}**` : '… after write_eof()',
      ...STIMULI.map((stimulus) => {
        const rules = particular(speakers, nameOf({ state, eof, stimulus }), everywhere);
        return `${countOf(rules, 'MUST')} + ${countOf(rules, 'SHOULD')}`;
      }),
    ]),
  );
  return table(['State', ...columns], rows, `l${'c'.repeat(STIMULI.length)}`);
}

function detail(speakers: Speakers, everywhere: readonly Rule[], stimulus: StimulusName): string {
  const speaks = (rule: Rule, state: Life, eof: EofStage): boolean =>
    speakers.get(nameOf({ state, eof, stimulus }))?.has(rule) === true;
  const rows = RULES.filter((rule) => !everywhere.includes(rule) && !isOfPlace(rule)).flatMap((rule) => {
    const marks = LIVES.map(
      (state) => MARKS[Number(speaks(rule, state, 'none'))]?.[Number(speaks(rule, state, 'asked'))],
    );
    return marks.every((mark) => mark === '') ? [] : [[ruleLink(rule.id), rule.level, ...(marks as string[])]];
  });
  const byLevel = LEVELS.flatMap((level) => rows.filter((row) => row[1] === level));
  return table(['Rule', 'Level', ...LIVES], byLevel, `ll${'c'.repeat(LIVES.length)}`);
}

/** Before and after write_eof(). */
const MARKS = [
  ['', '◐'],
  ['○', '●'],
] as const;

function connecting(speakers: Speakers, everywhere: readonly Rule[]): string {
  const rules = particular(speakers, nameOf({ state: 'open', eof: 'none', stimulus: 'connect' }), everywhere);
  return rules.map(({ id }) => ruleLink(id)).join(', ');
}

function isOfPlace({ id }: Rule): boolean {
  return id.startsWith('reentrancy/');
}

function countOf(rules: readonly Rule[], level: Level): number {
  return rules.filter((rule) => rule.level === level).length;
}
