/** Totality: no cell is left to XState's silence, and the list would say so if one were. */
import { describe, expect, jest, test } from '@jest/globals';
import { EOFS, LIVES } from './alphabet.js';
import { cells, undecided } from './cells.js';
import { CHART } from './chart.js';
import { EVENTS } from './context.js';

test('every cell is decided, by one region, and to the end', () => {
  expect(undecided()).toEqual([]);
});

test('there is a cell for each life, stage of eof and event', () => {
  expect(cells()).toHaveLength(LIVES.length * EOFS.length * EVENTS.length);
});

describe('a hole in the chart is named', () => {
  test('a missing stimulus', () => {
    expect(undecidedIn((chart) => delete chart.states.life.states.paused.on.tamper)).toEqual([
      'paused x none x tamper: no region decides it',
      'paused x pending x tamper: no region decides it',
      'paused x sent x tamper: no region decides it',
    ]);
  });

  test('a last candidate with a guard', () => {
    expect(undecidedIn((chart) => chart.states.life.states.open.on.write.pop())[0]).toBe(
      'open x none x write: the last candidate of life is guarded',
    );
  });

  test('a stimulus that both regions decide', () => {
    expect(undecidedIn((chart) => (chart.states.eof.states.sent.on.abort = { actions: ['nothing'] }))[0]).toBe(
      'open x sent x abort: both regions decide it',
    );
  });

  test('a candidate that is never asked', () => {
    expect(undecidedIn((chart) => chart.states.life.states.lost.on.write.unshift({ actions: ['nothing'] }))[0]).toBe(
      'lost x none x write: candidates of life stand behind an unguarded one',
    );
  });
});

/** The same question to a chart that was broken first. */
function undecidedIn(breakIt: (chart: any) => unknown): readonly string[] {
  const broken = structuredClone(CHART);
  breakIt(broken);
  let found: readonly string[] = [];
  jest.isolateModules(() => {
    jest.doMock('./chart.js', () => ({ CHART: broken }));
    found = (require('./cells.js') as { undecided: typeof undecided }).undecided();
    jest.dontMock('./chart.js');
  });
  return found;
}
