/** docs/spec-coverage.md: who holds each promise of the contract, or why nobody can. Made of the promises and the rules. */
import { CHOICES } from '../../machines/choices.js';
import type { Rule } from '../rule.js';
import { RULES } from '../rules/index.js';
import { clauseLink, GENERATED, promiseLink, ruleLink } from './markdown.js';
import type { ContractPromise, Source } from './promise.js';
import { CONTRACT, PROMISES } from './promises.js';

const HEAD = `# Who holds what

Every promise of [the contract](contract.md) with the rules that hold a transport to it, the choices that say what is
free in it, or the reason why it is not tested. A § marks what stands in the documentation's section on WriteTransport.`;

const SECTION = `## The section on WriteTransport, method by method

Every sentence of that section is in one of these promises.`;

export function coveragePage(): string {
  const chapters = CONTRACT.flatMap(({ title, promises }) => [
    `## ${title}`,
    ...notes(promises),
    promises.map(item).join('\n'),
  ]);
  return `${[GENERATED, HEAD, summary(), ...chapters, SECTION, methods()].join('\n\n')}\n`;
}

function item({ id, source, seed, text, rules = [], choices = [], untestable }: ContractPromise): string {
  const holders = [
    ...LEVELS.flatMap((level) => {
      const links = rules.filter((rule) => levelOf(rule) === level).map((id) => ruleLink(id));
      return links.length === 0 ? [] : [`${level}: ${links.join(', ')}`];
    }),
    ...choices.map((name) => `Free: \`${name}\` (${CHOICES[name].values.join(', ')})`),
    ...(untestable === undefined || source === 'harness' ? [] : [`Not tested: ${untestable}`]),
  ];
  const status = source === 'harness' ? 'note' : source;
  return [`- ${promiseLink(id)} [${status}]${seed ? ' §' : ''} ${text}`, ...holders.map((one) => `  - ${one}`)].join(
    '\n',
  );
}

/** Notes on measuring share one reason: it stands above them. */
function notes(promises: readonly ContractPromise[]): readonly string[] {
  return [...new Set(promises.flatMap(({ source, untestable = '' }) => (source === 'harness' ? [untestable] : [])))];
}

function summary(): string {
  const promised = PROMISES.filter(({ source }) => source !== 'harness');
  const count = (source: Source): number => promised.filter((one) => one.source === source).length;
  const open = promised.filter(({ rules }) => rules === undefined);
  const partly = promised.filter(({ rules, untestable }) => rules !== undefined && untestable !== undefined);
  return [
    `${promised.length} promises and freedoms: ${count('docs')} of the documentation, ${count('agree')} on which the references agree, ${count('choice')} choices.`,
    `${RULES.length} rules hold them.`,
    `No rule holds ${list(open)}; of ${list(partly)} only a part can be tested. The reason stands with each.`,
  ].join('\n');
}

function methods(): string {
  const seeds = PROMISES.filter(({ seed }) => seed);
  const clauses = [...new Set(seeds.map(({ clause }) => clause))].toSorted();
  return clauses
    .map((clause) => {
      const links = seeds.filter((one) => one.clause === clause).map(({ id }) => promiseLink(id));
      return `- ${clauseLink(clause)}: ${links.join(', ')}`;
    })
    .join('\n');
}

const LEVELS: readonly Rule['level'][] = ['MUST', 'SHOULD', 'MAY'];

function levelOf(id: Rule['id']): Rule['level'] | undefined {
  return RULES.find((rule) => rule.id === id)?.level;
}

function list(promises: readonly ContractPromise[]): string {
  const ids = promises.map(({ id }) => promiseLink(id));
  return ids.length < 2 ? ids.join('') : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
}
