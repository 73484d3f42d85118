/**
 * What the page lights is on the drawing, where the chart is said to be is where the model was, and two traces stand side by side.
 */
import { describe, expect, test } from '@jest/globals';
import type { Script } from '../../machines/alphabet.js';
import { dialect } from '../../machines/choices.js';
import { picture, type Box } from '../../machines/diagram/picture.js';
import { runModel } from '../../machines/model.js';
import { TABLE } from '../../machines/table.js';
import { partsOf } from '../../conformance/report/parts.js';
import { someDialects, someScripts } from '../../properties/corpus.js';
import { scriptOf } from '../script-of.js';
import { filmOf } from './film.js';
import { moveOf, PLACES } from './moves.js';
import { activeIn, nestOf } from './nested.js';
import { litOf } from './placed.js';

const LIMITS = { low: 16, high: 64 };

describe('every transition of the table', () => {
  const { arrows, regions } = picture();
  const boxes = regions.flatMap(function flat(box: Box): Box[] {
    return [box, ...box.inner.flatMap(flat)];
  });
  const reactions = new Set(boxes.flatMap(({ reactions }) => reactions.flatMap(({ of }) => of)));
  const ids = (['life', 'eof'] as const).flatMap((region) =>
    TABLE[region].flatMap((row) => Object.values(row).flatMap((cell) => cell.map(({ id }) => moveOf(region, id)))),
  );

  test('that leads elsewhere has an arrow of the drawing, which says it is its', () => {
    const missing = ids
      .filter(({ arrow }) => arrow !== null)
      .filter(({ arrow, key }) => !arrows.some(({ from, to, of }) => `${from}>${to}` === arrow && of.includes(key)));
    expect(missing).toEqual([]);
  });

  test('that stays has a line in its box, unless it does nothing', () => {
    const missing = ids.filter(
      ({ arrow, isIdle, does, key }) => arrow === null && !isIdle && does !== '' && !reactions.has(key),
    );
    expect(missing.map(({ key }) => key)).toEqual([]);
  });

  test('and every leaf is a box', () => {
    const all = new Set(boxes.map(({ id }) => id));
    expect([...PLACES.life, ...PLACES.eof].flatMap((place) => place.ids.filter((id) => !all.has(id)))).toEqual([]);
  });
});

describe('a film', () => {
  const script: Script = {
    stimuli: [
      { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' },
      { do: 'drain', n: { to: 'zero', plus: 0 } },
      { do: 'settle' },
    ],
    reactions: [{ on: 'resume_writing', times: 1, do: [{ do: 'write', n: 3, kind: 'bytes' }, { do: 'close' }] }],
    keepOpen: false,
  };
  const cast = { script, choices: dialect(), ...LIMITS, readFirst: true, evidence: null };
  const { frames } = filmOf(cast);

  test('tells where the chart is at each step, inside a callback too', () => {
    expect(frames.map(({ label, isFirst, lit }) => [label, isFirst, PLACES.life[lit.life]?.name])).toEqual([
      ['0', true, 'open'],
      ['1', true, 'paused'],
      ['2', true, 'paused'],
      ['3', true, 'open'],
      ['3.1', true, 'open'],
      ['3.2', true, 'closing, flowing'],
      ['3', false, 'closing, flowing'],
    ]);
  });

  test('tells the call from the loop, and what was written, taken and told as arrived', () => {
    expect(frames[1]?.model?.seen).toMatchObject([{ lane: 'call', text: 'pause_writing()', size: 65 }]);
    expect(frames[3]?.model?.seen.at(-1)).toMatchObject({ lane: 'settling', text: 'resume_writing()' });
    expect(frames[3]?.model?.level).toMatchObject({ written: 65, size: 0, handed: 65, arrived: 65 });
    expect(frames[5]?.model?.level).toMatchObject({ written: 68, size: 3, closing: true });
  });

  test('has a frame for each part of the trace, whatever the script', () => {
    for (const [index, one] of someScripts(7, 300, 12).entries()) {
      const choices = someDialects(index, 1)[0] ?? dialect();
      const film = filmOf({ ...cast, script: one, choices });
      expect(film.frames.length).toBe(partsOf(runModel(one, choices, LIMITS)).length);
      // Where the model ends is where the last frame says.
      expect(film.frames.at(-1)?.lit.accepted).toBeGreaterThanOrEqual(film.frames.at(-1)?.lit.handed ?? 0);
    }
  });

  test('shows where a subject parts from the model, and the rule beside it', () => {
    const trace = runModel(script, dialect({}, { pausesWhen: 'exceeds' }), LIMITS);
    const silent = { steps: trace.steps.map((step, i) => (i === 1 ? { ...step, calls: [] } : step)) };
    const broken = [
      { rule: 'flow-control/x', level: 'MUST', statement: '', clause: '', url: '', expected: '', seen: '', path: [1] },
    ];
    const film = filmOf({ ...cast, evidence: { trace: silent, broken } });
    expect(film.frames.map(({ differs }) => differs).indexOf(true)).toBe(1);
    expect(film.diverges).toBe(1);
  });
});

test('the script of a trace does the same again, or there is none', () => {
  let found = 0;
  for (const script of someScripts(11, 400, 8)) {
    const trace = runModel(script, dialect(), LIMITS);
    const again = scriptOf(trace);
    if (again === null) continue;
    found++;
    expect(runModel(again, dialect(), LIMITS)).toEqual(trace);
  }
  expect(found).toBeGreaterThan(300);
});

describe('the machine of a stranger', () => {
  test('is boxes in boxes', () => {
    const nest = nestOf(
      JSON.stringify({
        id: 'm',
        initial: 'a',
        states: {
          a: { on: { GO: 'b', X: [{ target: 'b' }, { actions: 'y' }] } },
          b: { type: 'final', after: { 100: 'a' } },
        },
      }),
    );
    expect(nest?.inner.map(({ path, isInitial, isFinal, on }) => [path, isInitial, isFinal, on.length])).toEqual([
      ['a', true, false, 3],
      ['b', false, true, 1],
    ]);
    expect(activeIn({ a: { b: 'c' }, d: 'e' })).toEqual(['a', 'a.b', 'a.b.c', 'd', 'd.e']);
  });

  test('may be anything, and takes nothing down', () => {
    for (const odd of [
      '',
      'null',
      '[]',
      '{"states":[]}',
      '{"states":{"a":1}}',
      '{"id":{},"states":{"a":{"on":[1],"states":{"b":null}}}}',
    ]) {
      expect(() => nestOf(odd)).not.toThrow();
    }
    let deep: object = {};
    for (let i = 0; i < 1_000; i++) deep = { states: { a: deep } };
    expect(() => nestOf(JSON.stringify(deep))).not.toThrow();
    const wide = { states: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, {}])) };
    expect(nestOf(JSON.stringify(wide))?.inner.length).toBe(400);
  });

  test('is ours where its value is', () => {
    const before = litOf({ life: 'open', eof: 'none' }, null, '', '{}');
    expect(litOf({ life: { closing: 'flushed' }, eof: 'none' }, before, 'close', '{"accepted":3}')).toMatchObject({
      life: 4,
      accepted: 3,
      moves: [{ arrow: 'open>flushed' }],
    });
    expect(litOf('elsewhere', before, 'close', '')).toBeNull();
  });
});
