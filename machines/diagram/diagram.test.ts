/** The pictures show all of the chart, and the SVG can be read: nothing overlaps, nothing is cut, nothing is pale. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { LIVES } from '../alphabet.js';
import { TABLE } from '../table.js';
import { legs, meet, nameOf } from './cost.js';
import { toDot } from './dot.js';
import { layOut, type Layout, type Point, type Rect } from './layout.js';
import { FONT } from './measure.js';
import { toMermaid } from './mermaid.js';
import { picture, type Box } from './picture.js';
import { COLOURS, toSvg } from './svg.js';

describe('the picture', () => {
  const { arrows, regions } = picture();
  const boxes = regions.flatMap(flat);

  test('every transition of the table is on an arrow', () => {
    const ids = ['open', 'paused', 'closing_flowing', 'closing_paused', 'flushed', 'aborted', 'lost'];
    const missing = TABLE.life.flatMap((row, from) =>
      Object.values(row).flatMap((cell) =>
        cell.flatMap(({ target }) => {
          const sources = LIVES[from]?.startsWith('closing.') ? [ids[from], 'closing'] : [ids[from]];
          const shown = arrows.some((arrow) => sources.includes(arrow.from) && arrow.to === ids[target]);
          return target < 0 || shown ? [] : [`${LIVES[from]} to ${LIVES[target]}`];
        }),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('there is one arrow at most from a state to another, and its labels are short', () => {
    const ends = arrows.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(ends).size).toBe(ends.length);
    expect(arrows.flatMap(({ labels }) => labels.filter((label) => label.length > 20))).toEqual([]);
  });

  test('every state is in every format', () => {
    for (const { id } of boxes.filter(({ inner }) => inner.length === 0)) {
      expect(toMermaid()).toContain(`${id} : `);
      expect(toDot()).toContain(`"${id}" [label=`);
    }
    for (const { from, to } of arrows) expect(toMermaid()).toContain(`${from} --> ${to} : `);
  });
});

/** Milliseconds: laying out takes a second or two of a machine that has nothing else to do. */
const PATIENCE = 60_000;

describe('the layout', () => {
  let layout: Layout;
  beforeAll(async () => {
    layout = await layOut(picture());
  }, PATIENCE);
  const leaves = (): Layout['boxes'] => layout.boxes.filter(({ box }) => box.inner.length === 0);
  const labels = (): Rect[] => layout.arrows.map(({ label }) => label).filter(({ width }) => width > 0);

  test('it fits a README', () => {
    expect(layout.width).toBeLessThanOrEqual(940);
  });

  test('boxes are nested truly, and leaves stand clear of each other', () => {
    for (const { box, ...outer } of layout.boxes) {
      for (const inner of layout.boxes.filter((one) => box.inner.includes(one.box)))
        expect(holds(outer, inner)).toBe(true);
    }
    expect(overlaps([...leaves(), ...labels()])).toEqual([]);
  });

  test('no arrow runs through a leaf, a label or a name', () => {
    const names = layout.boxes.map(nameOf);
    const crossed = layout.arrows.flatMap(({ from, to, points }) =>
      legs(points).flatMap((leg) =>
        [...leaves(), ...labels(), ...names]
          .filter((rect) => meet(rect, leg))
          .map((rect) => `${from?.id} to ${to.id} crosses ${JSON.stringify(rect)}`),
      ),
    );
    expect(crossed).toEqual([]);
  });

  test('no two arrows lie on each other', () => {
    const all = layout.arrows.map(({ points }) => legs(points));
    const shared = all.flatMap((one, i) =>
      all.slice(i + 1).flatMap((other) => one.flatMap((a) => other.filter((b) => isAlong(a, b)).map((b) => [a, b]))),
    );
    expect(shared).toEqual([]);
  });

  test('arrows go at right angles, from a border to a border', () => {
    for (const { points, to } of layout.arrows) {
      for (const leg of legs(points)) expect(Math.min(leg.width, leg.height)).toBe(0);
      const box = layout.boxes.find((one) => one.box === to) as Rect;
      expect(isOnBorder(points.at(-1) as Point, box)).toBe(true);
    }
  });

  test('every text fits its box, every label its place', () => {
    for (const { box, width, column } of leaves()) {
      for (const { on, sees, later } of box.reactions) {
        const left = later && column !== null ? column : 12;
        expect(left + `${on} / ${sees}`.length * FONT.letter).toBeLessThanOrEqual(width - 8);
      }
    }
    for (const { label } of layout.arrows) {
      for (const line of [...label.lines, label.sees]) {
        expect(line.length * FONT.letter).toBeLessThanOrEqual(label.width);
      }
      expect(holds(layout, label)).toBe(true);
    }
  });
});

describe('the SVG', () => {
  test('it is well formed, and names itself for those who do not see it', async () => {
    const svg = await toSvg();
    expect(unclosed(svg)).toEqual([]);
    expect(svg).toContain('role="img" aria-labelledby="title desc"');
    expect(svg).toContain('states open, paused, closing, aborted, lost.');
    expect(svg).toContain('@media(prefers-color-scheme:dark)');
  });

  test('it is the same each time', async () => {
    expect(await toSvg()).toBe(await toSvg());
  });

  test.each(['light', 'dark'] as const)('every text has contrast: %s', (mode) => {
    const { paper, ink, ...inks } = COLOURS[mode];
    // A box tints the paper; one in another does so twice.
    for (const tint of Object.values(inks)) {
      const tinted = mixed(mixed(paper, tint), tint);
      for (const colour of [ink, inks.faint, tint]) expect(contrast(colour, tinted)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

function flat(box: Box): Box[] {
  return [box, ...box.inner.flatMap(flat)];
}

function holds(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlaps(rects: readonly Rect[]): (readonly [Rect, Rect])[] {
  return rects.flatMap((a, i) => rects.slice(i + 1).flatMap((b) => (meet(a, b) ? [[a, b] as const] : [])));
}

function isAlong(a: Rect, b: Rect): boolean {
  if (a.width === 0 && b.width === 0) return a.x === b.x && a.y < b.y + b.height && b.y < a.y + a.height;
  return a.height === 0 && b.height === 0 && a.y === b.y && a.x < b.x + b.width && b.x < a.x + a.width;
}

function isOnBorder({ x, y }: Point, box: Rect): boolean {
  const across = x >= box.x && x <= box.x + box.width;
  const along = y >= box.y && y <= box.y + box.height;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1;
  return (
    (across && (near(y, box.y) || near(y, box.y + box.height))) ||
    (along && (near(x, box.x) || near(x, box.x + box.width)))
  );
}

function unclosed(xml: string): string[] {
  const open: string[] = [];
  for (const [, slash, name, rest] of xml.matchAll(/<(\/?)([a-z]+)((?:[^<>"]|"[^"]*")*)>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) return [`</${name}>`];
    } else if (!rest?.endsWith('/')) open.push(name as string);
  }
  return open;
}

function mixed(paper: string, tint: string): string {
  const [a, b] = [channels(paper), channels(tint)];
  return `#${a
    .map((value, i) => Math.round(value * 0.93 + (b[i] as number) * 0.07))
    .map((n) => n.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** As WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const [bright, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
