/**
 * The rule catalogue on paper: the list of rules, and one rule told in full.
 * Reads rules as data; never calls them.
 */
import { CAPABILITIES, needs, type Capability } from '../subject.js';
import type { Rule } from '../rule.js';
import { docsField, ruleHeading, scriptField } from './finding.js';
import { counted, field, paragraph, type Paper } from './paper.js';

/** Two lines a rule, by chapter: the ids can be searched for, the statements be read. */
export function rulesText(paper: Paper, rules: readonly Rule[]): string {
  const { bold, dim } = paper.colors;
  const lines = rules.flatMap(({ id, level, statement }) => [
    `${level.padEnd(8)}${bold(id)}`,
    ...paragraph(paper, dim(statement), 8),
  ]);
  const levels = ['MUST', 'SHOULD', 'MAY'].map(
    (level) => `${rules.filter((rule) => rule.level === level).length} ${level}`,
  );
  return [...lines, '', `${counted(rules.length, 'rule')}: ${levels.join(', ')}.`, ''].join('\n');
}

export function ruleText(paper: Paper, rule: Rule): string {
  const needed = [...new Set([...needs(rule.given), ...(rule.needs ?? [])])];
  return [
    ...ruleHeading(paper, rule),
    ...paragraph(paper, rule.statement),
    '',
    ...field(paper, 'Intent', rule.intent),
    ...field(paper, 'Level', LEVELS[rule.level]),
    ...field(paper, 'Judges', ABOUT[rule.on]),
    ...scriptField(paper, rule.given),
    ...field(
      paper,
      'Needs',
      ...(needed.length === 0 ? ['Nothing that a subject may lack.'] : needed.map(capabilityText)),
    ),
    ...docsField(paper, rule),
    '',
  ].join('\n');
}

const LEVELS: { readonly [L in Rule['level']]: string } = {
  MUST: 'The documents promise it.',
  SHOULD: 'It is not written down, but implementations mean to do it, and users rely on it.',
  MAY: 'Advice: the exit code does not depend on it.',
};

const ABOUT: { readonly [O in Rule['on']]: string } = {
  step: 'Each step of a trace: a stimulus with all that was seen of it.',
  callback: 'Each callback of a trace, as it comes.',
};

function capabilityText(name: Capability): string {
  return `${name}: ${CAPABILITIES[name]}.`;
}
