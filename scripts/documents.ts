/**
 * The documents that are generated: each with its path and how to make its text. Add yours to the list.
 * Pure: generate-docs.ts is the door to the file system, and documents.test.ts holds the files to this list.
 */
import { findSpeakers } from '../conformance/coverage/cells.js';
import { cellsPage } from '../conformance/coverage/cells-page.js';
import { contractPage } from '../conformance/coverage/contract-page.js';
import { coveragePage } from '../conformance/coverage/coverage-page.js';
import { killsPage, type KillRow } from '../conformance/coverage/kills-page.js';
import { rulesPage, rulesTable } from '../conformance/coverage/rules-page.js';
import { matrixHead, matrixMarkdown } from '../conformance/report/matrix/markdown.js';
import { asMatrix, type Matrix } from '../conformance/report/matrix/matrix.js';
import { matrixPage } from '../conformance/report/matrix/page.js';
import { readMatrix } from '../conformance/report/matrix/read.js';
import { toConfig } from '../machines/diagram/config.js';
import { toMermaid } from '../machines/diagram/mermaid.js';
import { toSvg } from '../machines/diagram/svg.js';
import { runModel } from '../machines/model.js';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../conformance/suite.js';
import { kill } from '../properties/kill.js';
import { baselineJsonSchema, configJsonSchema, protocolSchema } from '../conformance/schema/published.js';
import { capabilitiesTable, exchangeText, traceText } from './protocol-page.js';
import { reporterExamples } from './reporters-page.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';

export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  /**
   * The whole text; `old` is what the file holds now, or null, for a document that is generated only in part, and `read`
   * gives the text of another file of the repository, for one that derives from it.
   */
  readonly text: (old: string | null, read: (path: string) => string) => string | Promise<string>;
  /** It takes a campaign to make: only asked for by name, by `npm run docs:mutants`. */
  readonly slow?: true;
}

export const DOCUMENTS: readonly Document[] = [
  { path: 'docs/statechart.svg', text: () => toSvg() },
  { path: 'docs/statechart.mmd', text: () => toMermaid() },
  { path: 'docs/machine.json', text: () => toConfig() },
  { path: 'docs/contract.md', text: () => contractPage() },
  { path: 'docs/spec-coverage.md', text: () => coveragePage() },
  { path: 'docs/rules.md', text: () => rulesPage() },
  { path: 'docs/cells.md', text: () => cellsPage(findSpeakers(runModel)) },
  { path: 'docs/protocol.schema.json', text: () => protocolSchema() },
  { path: 'docs/baseline.schema.json', text: () => baselineJsonSchema() },
  { path: 'docs/config.schema.json', text: () => configJsonSchema() },
  {
    path: 'docs/protocol.md',
    text: (old) => {
      const told = between(old ?? '', 'exchange', exchangeText());
      return between(between(told, 'trace', traceText()), 'capabilities', capabilitiesTable());
    },
  },
  { path: 'docs/reporters.md', text: async (old) => between(old ?? '', 'examples', await reporterExamples()) },
  { path: 'docs/mutants.md', text: () => mutants(), slow: true },
  { path: 'docs/matrix.md', text: (_old, read) => matrixMarkdown(matrix(read)) },
  { path: 'docs/matrix.html', text: (_old, read) => matrixPage(matrix(read)) },
  {
    path: 'README.md',
    text: (old, read) => {
      const drawn = between(old ?? '', 'mermaid', `\n\`\`\`mermaid\n${toMermaid().trim()}\n\`\`\`\n`);
      const shown = between(drawn, 'matrix', matrixHead(matrix(read), 'docs/'));
      return between(shown, 'rules', `\n${rulesTable().trim()}\n`);
    },
  },
];

/** As `npm run docs:matrix` left it: nobody is judged for a document. */
function matrix(read: (path: string) => string): Matrix {
  return asMatrix(readMatrix(read('docs/matrix.ndjson')));
}

/** The kill matrix: the whole default budget on each mutant. */
async function mutants(): Promise<string> {
  const rows: KillRow[] = [];
  for (const mutant of MUTANTS) rows.push({ ...mutant, ...(await kill(subjectOf(mutant), mutant.killedBy)) });
  return killsPage(rows, { seed: DEFAULT_SEED, runs: DEFAULT_RUNS });
}

/** Puts text between two markers, `<!-- name -->` and `<!-- /name -->`, of a document that is otherwise written by hand. */
export function between(old: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = old.indexOf(open);
  const to = old.indexOf(close, from);
  if (from < 0 || to < 0) throw new Error(`The markers ${open} and ${close} are not there.`);
  return `${old.slice(0, from + open.length)}\n\n${text.trim()}\n\n${old.slice(to)}`;
}
