/**
 * No canary passes, and none is a transport's fault: each ends with exit code 3, and the report names what is wrong.
 * An honest harness is not doubted.
 */
import { describe, expect, test } from '@jest/globals';
import { paper } from '../conformance/report/samples.js';
import { pretty } from '../conformance/report/pretty.js';
import { runSuite } from '../conformance/suite.js';
import { ALL_CAPABILITIES, type Subject } from '../conformance/subject.js';
import type { Report } from '../conformance/verdict.js';
import { dialect } from '../machines/choices.js';
import { runModel } from '../machines/model.js';
import { canaries } from '../subjects/canaries/index.js';
import { reference } from '../subjects/reference/subject.js';
import { ReferenceTransport } from '../subjects/reference/transport.js';
import { defineTransport } from '../subjects/transport.js';
import { campaign } from './campaign.js';

const CANARIES = new Map(canaries((script) => runModel(script, dialect())).map((canary) => [canary.name, canary]));

const judge = (subject: Subject, runs = 0, seed = 1): Promise<Report> =>
  runSuite(subject, { search: (asked) => campaign({ ...asked, budget: BUDGET }), runs, seed });

/** Scripts to shorten a counterexample: what comes and goes is not worth shortening, and takes longest. */
const BUDGET = 100;

/** The report as one line, so that where it breaks does not matter. */
const words = (report: Report): string => pretty(report, paper(10_000)).replace(/\s+/g, ' ');

const CAUSES: Readonly<Record<string, RegExp>> = {
  null: /The subject answered 0 of \d+ scripts\./,
  empty: /did not report the planted fault: it was told to answer sizes that are 2 too large/,
  throws: /The subject failed: No transport today\./,
  echo: /did not report the planted fault: .* nothing in them is believed/,
  model:
    /told to lose byte 2 on its way to the peer, to note connection_made\(\) twice and to answer sizes that are 2 too large/,
  'claims-peer-data': /It declares peer-data, and it was never seen .* or the transport does not read\./,
  'claims-exact-drain': /It declares exact-drain, but more arrives than drain\(\) made room for\./,
  'hides-planted-faults': /It does not declare planted-faults: nothing shows that its traces tell what happens/,
  ...Object.fromEntries(
    ALL_CAPABILITIES.filter((one) => one !== 'planted-faults' && one !== 'close-ends-reading').map((one) => [
      `hides-${one}`,
      new RegExp(`It does not declare ${one}, yet it was seen that .* Declare it,`),
    ]),
  ),
  alternates: /The same script does not always give the same trace/,
  flaky: /The same script does not always give the same trace/,
  'mostly-flaky': /The same script does not always give the same trace/,
  'rarely-flaky': /The same script does not always give the same trace/,
};

test('every canary has its cause', () => {
  expect(Object.keys(CAUSES).sort()).toEqual([...CANARIES.keys()].sort());
});

test.each([...CANARIES])('canary:%s does not pass, and no transport is blamed', async (name, canary) => {
  const report = await judge(canary.make(), name === 'rarely-flaky' ? 400 : name.endsWith('flaky') ? 40 : 0);
  expect(report.exit).toBe(3);
  expect(report.rules.filter(({ verdict }) => verdict === 'violation' || verdict === 'divergence')).toEqual([]);
  expect(words(report)).toMatch(CAUSES[name] as RegExp);
  expect(words(report)).toContain(`? canary:${name} cannot be judged: `);
});

test.each([2, 3])('what comes and goes is never a verdict, with seed %i either', async (seed) => {
  for (const name of ['alternates', 'flaky', 'mostly-flaky']) {
    expect((await judge((CANARIES.get(name) as { make(): Subject }).make(), 20, seed)).exit).toBe(3);
  }
});

describe('an honest harness is not doubted', () => {
  test.each([
    {},
    { pausesWhen: 'exceeds' },
    { writeTries: 'later' },
    { mutableChunks: 'aliased' },
    { writeWhileClosing: 'accepted' },
    { sizeAfterAbort: 'kept' },
    { zeroHigh: 'refused' },
  ] as const)('around the reference with %j', async (choices) => {
    const report = await judge(reference(choices), 0);
    expect(report.doubts).toEqual([]);
  });

  test.each([0, -1, 7, 2 ** 31])('whatever the seed: %i', async (seed) => {
    expect((await judge(reference(), 0, seed)).doubts).toEqual([]);
  });
});

describe('a doubt never hides a fault for which the harness cannot be to blame', () => {
  test('where the transport reads nothing: both readings are told, and the rest is judged', async () => {
    const deaf = defineTransport({
      name: 'deaf',
      version: 'never reads',
      connect: (parts) => new ReferenceTransport({ ...parts, wire: unread(parts.wire) }),
    });
    const report = await judge(deaf, 100);
    expect(words(report)).toMatch(
      /It declares peer-data, and it was never seen that data_received\(\) is called\. Either/,
    );
    const { verdict } = report.rules.find(({ rule }) => rule.id === 'lifecycle/data-is-delivered') ?? {};
    expect(verdict).toBe('inconclusive');
    expect(
      report.rules.some((one) => one.rule.id === 'lifecycle/reset-is-noticed' && one.verdict === 'violation'),
    ).toBe(true);
    expect(report.exit).toBe(1);
  });

  test('where it breaks a promise of its own', async () => {
    class Late extends ReferenceTransport {
      protected override isLow(size: number): boolean {
        return size === 0;
      }
    }
    const capabilities = ALL_CAPABILITIES.filter((one) => one !== 'peer-data');
    const late = defineTransport({ name: 'late', version: '1', capabilities, connect: (parts) => new Late(parts) });
    const report = await judge(late);
    expect(report.doubts.map(({ kind, capability }) => [kind, capability])).toEqual([['undeclared', 'peer-data']]);
    expect(report.exit).toBe(1);
  });
});

function unread(wire: ConstructorParameters<typeof ReferenceTransport>[0]['wire']): typeof wire {
  return {
    send: (bytes) => wire.send(bytes),
    read: () => null,
    onReadable: () => {},
    onWritable: (callback) => wire.onWritable(callback),
    shutdown: () => wire.shutdown(),
    close: () => wire.close(),
  };
}
