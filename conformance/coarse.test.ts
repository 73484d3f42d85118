import { expect, test } from '@jest/globals';
import { coarse } from './coarse.js';
import { close, drain, limits, script, settle, stall, toLow, write } from './rules/build.js';

test('each drain opens the wire, which is stalled when the loop has turned', () => {
  const exact = script(limits(8, 2), write(9), drain(toLow()), settle, write(9), drain(1), drain(2), settle, close);
  const { stimuli } = coarse(exact);
  expect(stimuli).toEqual([
    limits(8, 2),
    write(9),
    drain('all'),
    settle,
    stall,
    write(9),
    drain('all'),
    drain('all'),
    settle,
    stall,
    close,
  ]);
});

test('a drain of nothing is left out, and a last settle is the end', () => {
  expect(coarse(script(write(9), drain(0), settle, drain(9), settle)).stimuli).toEqual([
    write(9),
    settle,
    drain('all'),
    settle,
  ]);
});
