/**
 * The checks of a smoke test, in the order in which they are made: each asks the agent something and says what is wrong
 * with the answer, and how to mend it. Whether the transport is right is not asked.
 */
import { PLAIN, plantedFaults } from '../../conformance/audit/plants.js';
import { ALL_CAPABILITIES, isTrace, needs, type Capability, type Result } from '../../conformance/subject.js';
import { scriptLines } from '../../conformance/report/notation.js';
import { count, counted, listed } from '../../conformance/report/paper.js';
import type { Script, Trace } from '../../machines/alphabet.js';
import { parsed, quoted } from '../../subjects/process/agent.js';
import { bad, good, note, skipped, type Finding } from './finding.js';
import { GROUPS, type Group } from './scripts.js';
import type { Batch, Session } from './session.js';
import { firstDifference, mistakeIn } from './trace.js';

/** What all checks need. */
export interface Bench {
  readonly capabilities: readonly string[];
  /** An agent that has said hello; another one where the last has gone. */
  session(): Promise<Session>;
}

/** Null among the findings: it makes no sense to go on. */
type Check = (bench: Bench) => Promise<(Finding | null)[]>;

export const CHECKS: readonly Check[] = [stimuli, twice, planted, lacking, unknown, together, farewell, endOfInput];

const HARNESS = 'docs/harness.md says what each stimulus means, and what a trace tells of it.';

/** Each stimulus that it can do, alone. */
async function stimuli(bench: Bench): Promise<(Finding | null)[]> {
  const groups = GROUPS.map(({ name, scripts }) => ({ name, scripts: scripts.filter((one) => can(bench, one)) }));
  const able = groups.filter(({ scripts }) => scripts.length > 0);
  const findings: Finding[] = [];
  let begins = true;
  let unsure = 0;
  for (const [tried, group] of able.entries()) {
    const { wrong, hasBegun, inconclusive } = await ofGroup(bench, group);
    findings.push(...wrong);
    // It is the same each time, whatever is asked.
    if (tried === HOPELESS && findings.length >= HOPELESS) return [...findings.slice(0, HOPELESS), null];
    begins &&= hasBegun;
    unsure += inconclusive;
  }
  const total = able.reduce((sum, { scripts }) => sum + scripts.length, 0);
  if (findings.length === 0) {
    const names = able.map(({ name }) => name).filter((name) => name !== 'reactions');
    findings.push(good(`It runs ${counted(total, 'script')}, of ${listed(names)}, and of reactions.`));
  }
  if (unsure > 0)
    findings.push(note(`${counted(unsure, 'script')} of these ${unsure === 1 ? 'was' : 'were'} inconclusive.`));
  findings.push(begins ? good('It says which script it begins.') : note(NO_BEGIN, BEGIN));
  return findings;
}

/** So many groups that all go wrong say enough. */
const HOPELESS = 3;

const NO_BEGIN =
  'It does not say begin for each script: when it crashes or hangs, all scripts of its batch are run again, one by one.';
const BEGIN = 'Write {"op":"begin","id":...,"case":...} and flush it before each script, if you can.';

async function ofGroup(bench: Bench, { name, scripts }: Group) {
  const session = await bench.session();
  const { batches, broken } = await session.run([scripts]);
  const [batch] = batches as [Batch];
  const wrong: Finding[] = [];
  let inconclusive = 0;
  for (const [index, script] of scripts.entries()) {
    const result = batch.results.get(index);
    const about = `${name}, script ${scriptLines(script).join(' · ')}`;
    if (batch.muddled.has(index))
      wrong.push(bad(`${about}: it was answered twice, or begun when it was answered.`, ONCE));
    else if (result === undefined) {
      if (broken === null) wrong.push(bad(`${about}: there was no answer when the batch was said to be done.`, ONCE));
    } else if ('fault' in result) wrong.push(bad(`${about}: ${result.fault}`, HARNESS));
    else if ('inconclusive' in result) inconclusive++;
    else {
      const mistake = mistakeIn(result);
      if (mistake !== null) wrong.push(bad(`${about}: ${mistake}.`, HARNESS));
    }
  }
  if (broken !== null) wrong.push(brokenAt(name, batch, broken, session));
  const hasBegun = scripts.every((_script, index) => batch.begun.has(index) || !batch.results.has(index));
  return { wrong, hasBegun, inconclusive };
}

const ONCE = 'Answer each case of a batch once, with its id and its number, counted from 0; then say done.';

/** It has gone, or says nothing any more. */
function brokenAt(name: string, { scripts, results, begun, isDone }: Batch, how: string, { child }: Session): Finding {
  const open = [...begun].filter((index) => !results.has(index));
  const left = scripts.flatMap((script, index) => (results.has(index) ? [] : [script]));
  const all = left.length === 0 && !isDone;
  const where = open.length === 1 ? [scripts[open[0] as number] as Script] : left.slice(0, 1);
  const at = all
    ? 'when all scripts were answered, and did not say done'
    : open.length === 1
      ? `at the script ${scriptLines(where[0] as Script).join(' · ')}`
      : `with ${counted(left.length, 'script')} without an answer`;
  const rest = child.rest === '' ? '' : ` The last line that it began is ${quoted(child.rest)}: was it flushed?`;
  const mend = all
    ? 'After the last answer write {"op":"done","id":...} and flush it.'
    : 'Catch what a script makes fail and answer {"op":"trace","id":...,"case":...,"fault":"one sentence"} instead.';
  return bad(`${name}: it ${how} ${at}.${rest}`, mend, child.stderr);
}

/** The same again: nothing may differ but words. */
async function twice(bench: Bench): Promise<Finding[]> {
  const scripts = GROUPS.flatMap((group) => group.scripts).filter((one) => can(bench, one));
  const session = await bench.session();
  const { batches, broken } = await session.run([scripts, scripts]);
  if (broken !== null) return [bad(`Asked for the same scripts twice, it ${broken}.`, ALONE, session.child.stderr)];
  const [one, other] = batches as [Batch, Batch];
  const differing = scripts.flatMap((script, index) => {
    const both = [one.results.get(index), other.results.get(index)];
    if (!both.every(isTrace)) return [];
    const place = firstDifference(both[0] as Trace, both[1] as Trace);
    return place === null ? [] : [{ script, place }];
  });
  const [first] = differing;
  if (first === undefined) return [good('The same script gives the same trace.')];
  return [
    bad(
      `The same script gives two traces: at ${counted(differing.length, 'script')}, for example ` +
        `${scriptLines(first.script).join(' · ')}, in ${first.place}.`,
      'A trace may tell of nothing but its script: no addresses, times or counters outside of messages; settle until ' +
        'nothing more happens; begin each script with a transport, a loop and a wire of its own.',
    ),
  ];
}

const ALONE = 'One script must not depend on those before it: close and forget all that it has made.';

/** Whether its traces tell what happens. */
async function planted(bench: Bench): Promise<Finding[]> {
  if (!bench.capabilities.includes('planted-faults')) return [skipped('Planted faults: it does not declare them.')];
  const faults = plantedFaults(PLAIN, 1);
  const session = await bench.session();
  const { batches, broken } = await session.run([[PLAIN, ...faults.map(({ script }) => script)]]);
  const [{ results }] = batches as [Batch];
  const [plain, ...others] = [PLAIN, ...faults].map((_, index) => results.get(index)) as Result[];
  const mend = 'docs/protocol.md, “Planted faults”: the fault is made where the agent looks, before the trace is made.';
  if (broken !== null) return [bad(`Asked to plant a fault, it ${broken}.`, mend, session.child.stderr)];
  if (!isTrace(plain)) return [bad(`Without a planted fault there is no trace: ${reasonOf(plain)}`, HARNESS)];
  const findings = faults.flatMap(({ what, shows }, index) => {
    const result = others[index];
    if (!isTrace(result)) return [bad(`Told to ${what}, it gave no trace: ${reasonOf(result)}`, mend)];
    return shows(plain, result) === false ? [bad(`It was told to ${what}, and its trace does not show it.`, mend)] : [];
  });
  return findings.length > 0 ? findings : [good('Planted faults show in its traces.')];
}

/** What it does not declare it must not pretend to do. */
async function lacking(bench: Bench): Promise<Finding[]> {
  const scripts = GROUPS.flatMap((group) => group.scripts).filter((one) => !can(bench, one));
  if (scripts.length === 0) return [];
  const session = await bench.session();
  const { batches, broken } = await session.run([scripts]);
  const [{ results }] = batches as [Batch];
  if (broken !== null) {
    const mend = 'Answer a script that needs more than you declare with a fault, and go on.';
    return [bad(`Given scripts that need more than it declares, it ${broken}.`, mend, session.child.stderr)];
  }
  const done = scripts.filter((_script, index) => isTrace(results.get(index)));
  if (done.length === 0) return [good('It answers scripts that need more than it declares with a fault.')];
  const needed = new Set(
    done.flatMap((script) => [...needs(script)]).filter((one) => !bench.capabilities.includes(one)),
  );
  return [
    note(
      `It ran ${counted(done.length, 'script')} that need what it does not declare: ${listed([...needed])}.`,
      'If it can do it, declare it, so that it is judged. If not, answer such a script with a fault.',
    ),
  ];
}

/** A message of a later version. */
async function unknown(bench: Bench): Promise<Finding[]> {
  const session = await bench.session();
  const id = session.nextId();
  session.child.send({ op: 'dance', id });
  const heard = await session.next();
  const mend = `Answer any op that is not known with {"op":"unsupported","id":${id},"what":"dance"}, and go on.`;
  if (!('line' in heard)) {
    const how = 'gone' in heard ? heard.gone : 'said nothing';
    session.giveUp('is not needed');
    return [bad(`Asked for an op that is not known, it ${how}.`, mend, session.child.stderr)];
  }
  const message = parsed(heard.line);
  if (message?.['op'] !== 'unsupported')
    return [bad(`To an op that is not known it answered ${quoted(heard.line)}.`, mend)];
  if (message['id'] !== id) return [bad(`Its unsupported has not the id that was given: ${quoted(heard.line)}.`, mend)];
  const { broken } = await session.run([[PLAIN]]);
  if (broken !== null) return [bad(`After an op that is not known it ${broken}.`, mend, session.child.stderr)];
  if (message['what'] !== 'dance') return [note(`Its unsupported does not say “what”: ${quoted(heard.line)}.`, mend)];
  return [good('It answers an unknown op with unsupported.')];
}

/** Enough to be fast at. */
const BATCHES = 20;

/** Several batches sent at once, and how fast they are answered. */
async function together(bench: Bench): Promise<Finding[]> {
  const session = await bench.session();
  const long: Script = { ...PLAIN, stimuli: Array.from({ length: 20 }, (_, i) => PLAIN.stimuli[i % 3]!) };
  const lists = Array.from({ length: BATCHES }, () => Array<Script>(20).fill(long));
  const begin = performance.now();
  const { batches, broken } = await session.run(lists);
  const time = performance.now() - begin;
  const mend = 'Read on while answers are written; a message that waits is answered in its turn, with its own id.';
  if (broken !== null) return [bad(`With several batches in flight it ${broken}.`, mend, session.child.stderr)];
  const missing = batches.filter(({ results, scripts }) => results.size < scripts.length).length;
  if (missing > 0) return [bad(`Of ${lists.length} batches in flight, ${missing} were not answered whole.`, mend)];
  const rate = Math.round((BATCHES * 20 * 1000) / time);
  return [good(`It answers batches that are sent at once: some ${count(rate)} scripts of 20 stimuli a second.`)];
}

async function farewell(bench: Bench): Promise<Finding[]> {
  const session = await bench.session();
  session.child.send({ op: 'bye' });
  return [await ending(session, 'bye', 'After bye end the process with exit code 0, and leave nothing running.')];
}

/** If we are killed, it learns of it only so. */
async function endOfInput(bench: Bench): Promise<Finding[]> {
  const session = await bench.session();
  session.child.end();
  const mend = 'End the process at the end of stdin: it is all that an agent sees when Plimsoll itself was killed.';
  return [await ending(session, 'the end of its input', mend)];
}

async function ending(session: Session, after: string, mend: string): Promise<Finding> {
  for (;;) {
    const heard = await session.next(FAREWELL);
    if ('line' in heard) {
      session.strays.push({ line: heard.line, why: `comes after ${after}` });
      continue;
    }
    if ('silence' in heard) {
      session.giveUp('is not needed');
      return bad(`${FAREWELL / 1000} s after ${after} it still runs.`, mend);
    }
    const isWell = heard.gone === 'ended with exit code 0' || after !== 'bye';
    return isWell ? good(`It ends at ${after}.`) : bad(`After bye it ${heard.gone}.`, mend, session.child.stderr);
  }
}

/** Milliseconds. */
const FAREWELL = 2_000;

function can({ capabilities }: Bench, script: Script): boolean {
  return [...needs(script)].every((one: Capability) => !ALL_CAPABILITIES.includes(one) || capabilities.includes(one));
}

function reasonOf(result: Exclude<Result, Trace> | undefined): string {
  if (result === undefined) return 'there was no answer.';
  return 'fault' in result ? result.fault : result.inconclusive;
}
