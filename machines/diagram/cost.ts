/**
 * How far a layout is from a good one, as a number: layout.ts tries a few and keeps the best. Changes nothing.
 */
import { FONT, PAD } from './measure.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** What of a layout can be ugly. */
interface Laid {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (Rect & { readonly box: { readonly name: string } })[];
  readonly arrows: readonly { readonly points: readonly Point[] }[];
}

/** The width of a README, in pixels, less the margins. */
const WIDEST = 880;

/** An arrow through a name, and what a README cuts off, are out of the question; crossings weigh more than bends. */
export function costOf({ width, height, boxes, arrows }: Laid): number {
  const all = arrows.map(({ points }) => legs(points));
  const crossings = all.flatMap((one, i) =>
    all.slice(i + 1).flatMap((other) => one.filter((a) => other.some((b) => meet(a, b)))),
  );
  const struck = boxes.map(nameOf).filter((name) => all.flat().some((leg) => meet(name, leg)));
  const bends = all.reduce((sum, one) => sum + one.length - 1, 0);
  return (
    1e4 * struck.length + 1e3 * Math.max(0, width - WIDEST) + 100 * crossings.length + 8 * bends + (width + height) / 4
  );
}

/** Where the name of a box stands. */
export function nameOf({ x, y, box }: Laid['boxes'][number]): Rect {
  return { x: x + PAD.side, y: y + 6, width: box.name.length * FONT.nameLetter, height: 18 };
}

/** The straight parts of an arrow, as rectangles without a breadth. */
export function legs(points: readonly Point[]): Rect[] {
  return points.slice(1).map((b, i) => {
    const a = points[i] as Point;
    return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
  });
}

export function meet(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
