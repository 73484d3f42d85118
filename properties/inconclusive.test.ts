/**
 * Scripts of which the harness cannot say what happened speak for nothing and against nothing: few of them leave a verdict
 * as it is, many are not evidence enough, and what rests on them alone is inconclusive. Seeds are fixed.
 */
import { describe, expect, test } from '@jest/globals';
import { paper } from '../conformance/report/samples.js';
import { pretty } from '../conformance/report/pretty.js';
import { lineSchema } from '../conformance/report/lines.js';
import { resultLines } from '../conformance/report/ndjson.js';
import { RULES } from '../conformance/rules/index.js';
import type { Subject } from '../conformance/subject.js';
import { runSuite } from '../conformance/suite.js';
import type { Report } from '../conformance/verdict.js';
import type { Script } from '../machines/alphabet.js';
import { MUTANTS, subjectOf } from '../subjects/mutants/index.js';
import { reference } from '../subjects/reference/subject.js';
import { campaign } from './campaign.js';

const WHY = 'The call gave more bytes than the kernel’s buffer holds.';
const judge = (subject: Subject): Promise<Report> => runSuite(subject, { search: campaign, runs: 500 });

/** `is` is told how often it has been asked, too. */
function unsaying(subject: Subject, is: (script: Script, times: number) => boolean): Subject {
  let times = 0;
  return {
    ...subject,
    run: (scripts) =>
      scripts.map((script) => {
        const [result] = subject.run([script]) as Awaited<ReturnType<Subject['run']>>;
        return is(script, ++times) ? { inconclusive: WHY } : result!;
      }),
  };
}

const isDrawn = (script: Script): boolean => 'plant' in script || RULES.some(({ given }) => given === script);

describe('a few', () => {
  // The audit's scripts and the rules' own come first.
  const few = judge(unsaying(reference(), (script, times) => !isDrawn(script) && times > 600 && times % 100 === 0));

  test('do not turn a pass into anything else', async () => {
    const { exit, inconclusive, rules } = await few;
    expect(exit).toBe(0);
    expect(inconclusive.scripts).toBeGreaterThan(2);
    expect(rules.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  });

  test('are counted and told, each reason with a script to see it again', async () => {
    const report = await few;
    const { scripts, examples } = report.inconclusive;
    expect(examples).toMatchObject([{ message: WHY, times: scripts, token: expect.stringMatching(/^p1:/) }]);
    const text = pretty(report, paper(80));
    expect(text).toContain(`? ${scripts} scripts of ${report.cases.toLocaleString('en-US')} were inconclusive:\n`);
    expect(text).toMatch(/ {2}Replay {4}npx plimsoll replay p1:/);
    const lines = resultLines(report)
      .trim()
      .split('\n')
      .map((line) => lineSchema.parse(JSON.parse(line)));
    expect(lines).toContainEqual(expect.objectContaining({ type: 'inconclusive', message: WHY, times: scripts }));
    expect(lines.at(-1)).toMatchObject({ type: 'footer', inconclusive: scripts, exit: 0 });
  });
});

test('more than one in twenty are too many', async () => {
  const report = await judge(
    unsaying(reference(), (script, times) => !isDrawn(script) && times > 600 && times % 3 === 0),
  );
  expect(report.exit).toBe(3);
  expect(pretty(report, paper(200))).toMatch(
    /cannot be judged: \d+ of [\d,]+ scripts, more than 5 %, were inconclusive\./,
  );
});

test('a rule that only such a script would have spoken of is inconclusive', async () => {
  const subject = unsaying(reference(), ({ stimuli }) => stimuli.some(({ do: name }) => name === 'peer_reset'));
  const { rules, exit } = await judge(subject);
  const open = rules.filter(({ reason }) => reason === `Its own script was inconclusive: ${WHY}`);
  expect(exit).toBe(3);
  expect(open.length).toBeGreaterThan(0);
  expect(open.every(({ verdict, hits }) => verdict === 'inconclusive' && hits === 0)).toBe(true);
  expect(rules.filter(({ verdict }) => verdict === 'unexercised')).toEqual([]);
});

test('a counterexample that is inconclusive when it is run again is no violation', async () => {
  const mutant = subjectOf(MUTANTS[0]!);
  // Only the suite asks sixteen times for one script.
  const shy: Subject = {
    ...mutant,
    run: async (scripts) => {
      const isAgain = scripts.length === 16 && scripts.every((script) => script === scripts[0]);
      return isAgain ? scripts.map(() => ({ inconclusive: WHY })) : mutant.run(scripts);
    },
  };
  const { rules, exit } = await judge(shy);
  expect(rules.filter(({ verdict }) => verdict === 'violation')).toEqual([]);
  expect(rules.filter(({ verdict }) => verdict === 'inconclusive').length).toBeGreaterThan(0);
  expect(exit).toBe(3);
});

test('what is claimed and seen to be otherwise is noted, and costs nothing', async () => {
  const claims = { pausesWhen: 'exceeds', resumesAt: 'low', colour: 'blue', halfClose: 'maybe' };
  const { notes, exit } = await judge({ ...reference(), claims });
  expect(exit).toBe(0);
  expect(notes).toEqual([
    'It claims that pausesWhen is exceeds, and it was seen to be reaches.',
    'It claims that colour is blue, and there is no such choice.',
    expect.stringMatching(/^It claims that halfClose is maybe, and there is no such value: it is one of /),
  ]);
});
