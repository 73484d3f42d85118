/**
 * The examples on the page about reporters (docs/reporters.md): each reporter on one small run of a mutant, from the start of
 * what it wrote. Text only.
 */
import { derive, DERIVED_FORMATS } from '../conformance/report/formats/index.js';
import { headerLine, resultLines } from '../conformance/report/ndjson.js';
import { RULES } from '../conformance/rules/index.js';
import { runSuite } from '../conformance/suite.js';
import { campaign } from '../properties/campaign.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';

/** Rules enough to see each kind of verdict. */
const SHOWN = ['flow-control/writelines-counts', 'flow-control/pause-once'];
const SUBJECT = 'writelines-not-counted';

const FENCES: Readonly<Record<string, string>> = {
  junit: 'xml',
  html: 'html',
  tap: 'text',
  github: 'text',
  markdown: 'markdown',
};
/** Lines of each, and characters of each line. */
const LINES = 40;
const WIDE = 200;

export async function reporterExamples(): Promise<string> {
  const mutant = MUTANTS.find(({ name }) => name === SUBJECT);
  if (mutant === undefined) throw new Error('There is no mutant to show.');
  const rules = RULES.filter(({ id }) => id === mutant.killedBy || SHOWN.includes(id));
  const report = await runSuite(subjectOf(mutant), { search: campaign, rules, runs: 0 });
  const ndjson = headerLine(report, { plimsoll: 'x.y.z', node: 'vX.Y.Z' }) + resultLines(report);
  return DERIVED_FORMATS.filter((format) => format !== 'html')
    .map((format) => {
      const text = shortened(derive(ndjson, format));
      return `### ${format}\n\n\`\`\`\`${FENCES[format] ?? 'json'}\n${text}\n\`\`\`\``;
    })
    .join('\n\n');
}

function shortened(text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, LINES).map((line) => (line.length > WIDE ? `${line.slice(0, WIDE)}…` : line));
  return [...shown, ...(lines.length > LINES ? [`… and ${lines.length - LINES} more lines`] : [])].join('\n');
}
