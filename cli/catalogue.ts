/**
 * `plimsoll list`, `explain` and `subjects`: what there is, as text. Nothing is run.
 */
import { rulesText, ruleText } from '../conformance/report/catalogue.js';
import { count, counted, field, paragraph, type Paper } from '../conformance/report/paper.js';
import { plain } from '../conformance/report/plain.js';
import { CHAPTERS, type Rule } from '../conformance/rule.js';
import { RULES } from '../conformance/rules/index.js';
import { MUTANTS } from '../subjects/mutants/index.js';
import { EXIT, type Exit } from './exit.js';
import { findRule } from './options.js';
import { allCanaries, BUILT_IN, DEFAULT_SUBJECT } from './subjects.js';
import type { Terminal } from './terminal.js';

export function list(rules: readonly Rule[], { out, paper }: Terminal): Exit {
  out(rulesText(paper, rules));
  return EXIT.conforms;
}

export function explain(id: string, { out, paper }: Terminal): Exit {
  out(ruleText(paper, findRule(RULES, id)));
  return EXIT.conforms;
}

export async function subjects({ out, paper }: Terminal): Promise<Exit> {
  const { bold, dim } = paper.colors;
  const lines = BUILT_IN.flatMap(({ name, what, needs }) => [
    `${bold(name)}${name === DEFAULT_SUBJECT ? dim('   judged unless another is named') : ''}`,
    ...paragraph(paper, what),
    ...field(paper, 'Needs', `${needs}.`),
    '',
  ]);
  lines.push(...(await fleetLines(paper)));
  lines.push(
    `${bold('mutant:<name>')}`,
    ...paragraph(
      paper,
      `One of ${count(MUTANTS.length)} transports that are wrong in one known way: \`plimsoll subjects --mutants\` lists them.`,
    ),
    ...field(paper, 'Needs', 'nothing.'),
    '',
    `${bold('canary:<name>')}`,
    ...paragraph(
      paper,
      'A subject that proves nothing about any transport, so that no run of it may pass: `plimsoll subjects --canaries` lists them.',
    ),
    ...field(paper, 'Needs', 'nothing.'),
    '',
  );
  const note =
    'The path of a module works too, TypeScript or JavaScript, if its default export is a subject: ' +
    '`plimsoll run ./my-transport.ts`. docs/examples/my-transport.ts shows one. ' +
    'So does the command of an agent, after --: `plimsoll run -- python agent.py`. docs/protocol.md says what an agent is.';
  out(`${[...lines, ...paragraph(paper, note, 0)].join('\n')}\n`);
  return EXIT.conforms;
}

/** What lives on this machine, a line for each release: its name stands before its kinds. */
async function fleetLines(paper: Paper): Promise<readonly string[]> {
  const { bold, dim } = paper.colors;
  const { findFleet } = await import('../subjects/fleet/index.js');
  const { subjects: all, absent } = await findFleet();
  const kinds = new Map<string, string[]>();
  for (const { name, kind } of all) {
    const release = name.slice(0, -kind.length - 1);
    kinds.set(release, [...(kinds.get(release) ?? []), kind]);
  }
  return [
    ...[...kinds].flatMap(([release, own]) => paragraph(paper, `${bold(release)}:${own.join(` ${dim('or')} :`)}`, 0)),
    ...paragraph(paper, 'The real transports of what is on this machine, driven live in a process of their own.'),
    ...field(paper, 'Needs', 'what each is named after. `npm run fleet` installs what can be.'),
    ...absent.flatMap(({ project, reason }) => paragraph(paper, dim(`Not here: ${plain(project)}. ${plain(reason)}`))),
    '',
  ];
}

/** Under the chapter of the rule that each names. */
export function mutants({ out, paper }: Terminal): Exit {
  const { bold, dim } = paper.colors;
  const lines = CHAPTERS.flatMap((chapter) => {
    const own = MUTANTS.filter(({ killedBy }) => killedBy.startsWith(`${chapter}/`));
    return [
      bold(chapter),
      ...own.flatMap(({ name, statement }) => [`  mutant:${name}`, ...paragraph(paper, dim(statement), 4)]),
      '',
    ];
  });
  const note = `${counted(MUTANTS.length, 'mutant')}, each the reference with one part wrong. \`plimsoll selftest\` shows that all are found.`;
  out(`${[...lines, ...paragraph(paper, note, 0)].join('\n')}\n`);
  return EXIT.conforms;
}

export async function canaries({ out, paper }: Terminal): Promise<Exit> {
  const all = await allCanaries();
  const { bold, dim } = paper.colors;
  const lines = all.flatMap(({ name, statement }) => [bold(`canary:${name}`), ...paragraph(paper, dim(statement))]);
  const note = `${counted(all.length, 'canary', 'canaries')}, none of which may pass, or cost a transport its name. \`plimsoll selftest\` shows it.`;
  out(`${[...lines, '', ...paragraph(paper, note, 0)].join('\n')}\n`);
  return EXIT.conforms;
}
