/**
 * Records what the real CPythons show of the rules' own scripts and of some drawn ones: `npm run mutation:record`.
 * What a trace breaks is written beside it, for a person to read before it is committed.
 */
import { writeFileSync } from 'node:fs';
import { Judge } from '../../conformance/judge.js';
import { RULES } from '../../conformance/rules/index.js';
import { isTrace } from '../../conformance/subject.js';
import type { Trace } from '../../machines/alphabet.js';
import { someScripts } from '../../properties/corpus.js';
import { cpython, CPYTHONS, type CPythonVersion } from '../../subjects/cpython/index.js';
import { readRecorded, written, type Recorded } from './recorded.js';

const OUT = 'scripts/mutation/cpython.json';

const scripts = [...RULES.map(({ given }) => given), ...someScripts(31, 400, 14)];
const judge = new Judge(RULES, {});
const shown: Map<string, { by: string[]; trace: Trace; breaks: string[] }>[] = scripts.map(() => new Map());
for (const version of Object.keys(CPYTHONS) as CPythonVersion[]) {
  const subject = await cpython(version);
  const results = await subject.run(scripts);
  await subject.close?.();
  for (const [index, result] of results.entries()) {
    if (!isTrace(result)) throw new Error(`${version}: ${JSON.stringify(result)}`);
    const text = JSON.stringify(bare(result));
    const same = shown[index]?.get(text);
    if (same) same.by.push(version);
    else
      shown[index]?.set(text, {
        by: [version],
        trace: result,
        breaks: judge.judge(result).map(({ rule, path }) => `${rule.id} @ ${path.join('.')}`),
      });
  }
}
const cases: Recorded[] = scripts.map((script, index) => ({ script, shown: [...(shown[index]?.values() ?? [])] }));
const text = written(cases);
if (written(readRecorded(text)) !== text) throw new Error('What was written is not what is read.');
writeFileSync(OUT, text);

/** Without names and words of exceptions, in which versions differ. */
function bare(trace: Trace): unknown {
  return JSON.parse(
    JSON.stringify(trace, (key, value: unknown) => (key === 'type' || key === 'message' ? undefined : value)),
  );
}
