/** The invariants hold wherever the machine goes, in every dialect in use; and a broken chart does not get past them. */
import { describe, expect, jest, test } from '@jest/globals';
import { CHART } from './chart.js';
import { dialect, PROFILE_NAMES, PROFILES } from './choices.js';
import { explore, exploreAll, type Exploration } from './explore.js';
import { summary } from './summary.js';
import { LIVES } from './alphabet.js';
import { SIZE_CLASSES, sizeClass } from './world.js';

const explored = exploreAll();

test.each(explored)('every invariant holds: $name', ({ exploration }) => {
  expect(exploration.findings.filter(({ broken }) => broken !== null)).toEqual([]);
  expect(exploration.longestSettle).toBeLessThan(12);
});

test('the small world reaches every life with every class of the buffer’s size that it can have', () => {
  const reached = new Set<string>();
  explore(dialect(), {
    onEdge: ({ after }) =>
      reached.add(`${LIVES[after.life]}: ${SIZE_CLASSES[sizeClass(after.size, after.low, after.high)]}`),
  });
  const all = LIVES.flatMap((life) => SIZE_CLASSES.map((size) => `${life}: ${size}`));
  expect(all.filter((one) => !reached.has(one))).toEqual([
    'open: over',
    'paused: 0',
    'closing.flowing: over',
    'closing.paused: 0',
    ...['closing.flushed', 'aborted', 'lost'].flatMap((life) =>
      SIZE_CLASSES.slice(1).map((size) => `${life}: ${size}`),
    ),
  ]);
});

test.each(PROFILE_NAMES)('what a state forgets after its life’s end changes no finding: %s', (profile) => {
  const short = explore(dialect(PROFILES[profile]));
  const exact = explore(dialect(PROFILES[profile]), { exact: true });
  expect(exact.states).toBeGreaterThan(short.states);
  expect({ ...exact, states: 0, transitions: 0, depth: 0 }).toEqual({ ...short, states: 0, transitions: 0, depth: 0 });
});

test('the summary fits a terminal', () => {
  const text = summary(explored);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(text).toContain('Every invariant holds on every edge.');
});

describe('a broken chart is caught', () => {
  const life = (chart: any): any => chart.states.life.states;
  const without = (cell: any[], guard: string): any =>
    cell.splice(
      cell.findIndex((one) => one.guard === guard),
      1,
    );

  test.each<[string, string, (chart: any) => unknown]>([
    [
      'it pauses twice',
      'pause-and-resume-alternate',
      (chart) => (life(chart).paused.on.write = life(chart).open.on.write),
    ],
    ['it never resumes', 'paused-can-resume', (chart) => without(life(chart).paused.on.settle, 'flushesAndResumes')],
    ['it forgets to pause', 'over-is-paused', (chart) => without(life(chart).open.on.writelines, 'pauses')],
    ['it pauses as it resumes', 'paused-as-told', (chart) => (life(chart).paused.on.settle[3].target = '#paused')],
    ['abort() loses in the call', 'lost-from-the-loop', (chart) => loseAtOnce(life(chart).open.on)],
    [
      'an abort still writes',
      'silent-after-abort',
      (chart) => (life(chart).aborted.on.write = [{ actions: ['accept', 'bytes_arrive'] }]),
    ],
    [
      'it reads while closing',
      'no-data-when-closing',
      (chart) => life(chart).closing.states.flowing.on.settle.unshift(read),
    ],
    [
      'a close forgets the rest',
      'flushed-before-lost',
      (chart) => (life(chart).open.on.close = { target: '#flushed', actions: ['shut'] }),
    ],
    [
      'a refusal sets limits',
      'refused-changes-nothing',
      (chart) => life(chart).open.on.set_write_buffer_limits[1].actions.push('shut'),
    ],
    ['it writes after the end', 'nothing-accepted-late', (chart) => life(chart).open.on.write.splice(0, 5)],
    ['the end overtakes the rest', 'eof-after-flush', (chart) => (chart.states.eof.states.pending.on.settle = sendEof)],
    [
      'it is lost twice',
      'lost-once-and-last',
      (chart) => (life(chart).lost.on.close = { actions: ['connection_lost'] }),
    ],
    ['the loop spins', 'settle-ends', (chart) => (life(chart).lost.on.settle = { actions: ['nothing'] })],
    ['an abort hangs', 'loss-is-near', (chart) => (life(chart).aborted.on.settle = { actions: ['rest'] })],
    ['a close is not told', 'shut-mirrors', (chart) => (life(chart).paused.on.close[1].actions = ['nothing'])],
  ])('%s: %s', (_what, id, breakIt) => {
    const exploration = exploreBroken(breakIt, id === 'no-data-when-closing');
    const broken = exploration.findings.filter((finding) => finding.broken !== null);
    expect(broken.map((finding) => finding.id)).toContain(id);
    expect(summary([{ name: 'contract', exploration }])).toContain(`${id}, in contract:`);
  });

  const read = { guard: 'readsData', actions: ['take_data', 'data_received'] };
  const sendEof = { target: '#eof_sent', actions: ['eof_arrives'] };
  function loseAtOnce(on: any): void {
    on.abort = { target: '#lost', actions: ['shut', 'connection_lost', 'lose'] };
  }
});

/** `exact`, where the break makes a state remember what an unbroken one may forget. */
function exploreBroken(breakIt: (chart: any) => unknown, exact: boolean): Exploration {
  const broken = structuredClone(CHART);
  breakIt(broken);
  let found: Exploration | null = null;
  jest.isolateModules(() => {
    jest.doMock('./chart.js', () => ({ CHART: broken }));
    found = (require('./explore.js') as { explore: typeof explore }).explore(dialect(), { exact });
    jest.dontMock('./chart.js');
  });
  return found as unknown as Exploration;
}
