/**
 * Where everything stands: the picture measured in pixels, and each region laid out by ELK, one below the other.
 * Knows no colour and writes no text; svg.ts draws what comes out of here. The same picture always gives the same numbers.
 */
import ELK, { type ElkExtendedEdge, type ElkNode, type LayoutOptions } from 'elkjs/lib/elk.bundled.js';
import { costOf } from './cost.js';
import { FONT, labelSize, measure, PAD, textWidth } from './measure.js';
import { LEGEND, type Arrow, type Box, type Picture } from './picture.js';

const MARGIN = 10;
const START = 12;
const SMALL_STEP = 10;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Rect {
  readonly box: Box;
  /** Where the reactions of the loop begin, if they stand beside the others; from the box's left edge. */
  readonly column: number | null;
}

export interface PlacedArrow {
  /** Null for the arrow from a region's start. */
  readonly from: Box | null;
  readonly to: Box;
  readonly points: readonly Point[];
  readonly label: Rect & { readonly lines: readonly string[]; readonly sees: string };
}

export interface Layout extends Rect {
  readonly regions: readonly PlacedBox[];
  /** Outer boxes before those inside them. */
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
  readonly starts: readonly Point[];
  readonly legend: readonly (Point & { readonly text: string })[];
}

export async function layOut(picture: Picture): Promise<Layout> {
  const sheets = await Promise.all(picture.regions.map((region) => bestSheetOf(region, picture)));
  const width = Math.max(...sheets.map((sheet) => sheet.width)) + 2 * MARGIN;
  const regions: PlacedBox[] = [];
  let y = MARGIN;
  const moved = sheets.map((sheet) => {
    regions.push({ box: sheet.region, column: null, x: MARGIN, y, width: width - 2 * MARGIN, height: sheet.height });
    const by = { x: MARGIN + Math.round((width - 2 * MARGIN - sheet.width) / 2), y };
    y += sheet.height + MARGIN;
    return {
      boxes: sheet.boxes.map((box) => ({ ...box, ...plus(box, by) })),
      starts: sheet.starts.map((start) => plus(start, by)),
      arrows: sheet.arrows.map((arrow) => ({
        ...arrow,
        points: arrow.points.map((point) => plus(point, by)),
        label: { ...arrow.label, ...plus(arrow.label, by) },
      })),
    };
  });
  const legend = legendAt({ x: MARGIN, y: y + FONT.text }, width - 2 * MARGIN);
  return {
    x: 0,
    y: 0,
    width,
    height: (legend.at(-1)?.y ?? y) + MARGIN,
    regions,
    boxes: moved.flatMap((sheet) => sheet.boxes),
    arrows: moved.flatMap((sheet) => sheet.arrows),
    starts: moved.flatMap((sheet) => sheet.starts),
    legend,
  };
}

/** One region by itself, from (0, 0). */
interface Sheet {
  readonly region: Box;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly starts: readonly Point[];
  readonly arrows: readonly PlacedArrow[];
}

/** ELK breaks ties by the order that it is given and by chance, of which it is told the seed: so a few of each are tried. */
async function bestSheetOf(region: Box, picture: Picture): Promise<Sheet> {
  let best: Sheet | null = null;
  for (const seed of ['1', '2', '3', '4']) {
    for (const arrows of [picture.arrows, picture.arrows.toReversed()]) {
      const sheet = await sheetOf(region, { ...picture, arrows }, seed);
      if (best === null || costOf(sheet) < costOf(best)) best = sheet;
    }
  }
  return best as Sheet;
}

async function sheetOf(region: Box, { arrows, entry }: Picture, seed: string): Promise<Sheet> {
  const boxes = new Map(flat(region).map((box) => [box.id, box]));
  const own = arrows.filter((arrow) => boxes.has(arrow.from));
  const first = region.inner.find((box) => box.initial) as Box;
  const isFirst = region.look === 'life';
  const start: Arrow = { of: [], from: 'start', to: first.id, labels: [], sees: isFirst ? entry : '' };
  const laid: ElkNode = await new ELK.default().layout({
    id: region.id,
    layoutOptions: {
      ...OPTIONS,
      'elk.randomSeed': seed,
      'elk.direction': isFirst ? 'DOWN' : 'RIGHT',
      'elk.padding': padding(PAD.header),
    },
    children: [{ id: 'start', width: START, height: START }, ...region.inner.map(nodeOf)],
    edges: [start, ...own].map(edgeOf),
  });
  const placed: (PlacedBox | Rect)[] = [];
  const origins = new Map<string, Point>();
  place(laid, { x: 0, y: 0 });
  return {
    region,
    width: Math.round(laid.width ?? 0),
    height: Math.round(laid.height ?? 0),
    boxes: placed.filter((one): one is PlacedBox => 'box' in one),
    starts: placed.filter((one) => !('box' in one)).map(({ x, y }) => ({ x: x + START / 2, y: y + START / 2 })),
    arrows: (laid.edges ?? []).map((edge, index) => {
      const { from, to, labels, sees } = [start, ...own][index] as Arrow;
      const origin = origins.get((edge as { container?: string }).container ?? region.id) as Point;
      const { label, points } = routeOf(edge, origin);
      return {
        from: boxes.get(from) ?? null,
        to: boxes.get(to) as Box,
        points,
        label: { ...label, lines: labels, sees },
      };
    }),
  };

  function place(node: ElkNode, at: Point): void {
    const rect = { ...plus(at, { x: node.x ?? 0, y: node.y ?? 0 }), width: node.width ?? 0, height: node.height ?? 0 };
    const box = boxes.get(node.id);
    origins.set(node.id, rect);
    if (box !== undefined && box !== region) placed.push({ ...rounded(rect), box, column: measure(box).column });
    else if (box === undefined) placed.push(rounded(rect));
    for (const child of node.children ?? []) place(child, rect);
  }
}

/** How ELK is to lay out. */
const OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.edgeLabels.centerLabelPlacementStrategy': 'TAIL_LAYER',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.spacing.nodeNode': '20',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
};

function nodeOf(box: Box): ElkNode {
  const { width, height } = measure(box);
  if (box.inner.length === 0) return { id: box.id, width, height };
  return {
    id: box.id,
    children: box.inner.map(nodeOf),
    layoutOptions: {
      ...OPTIONS,
      'elk.padding': padding(height),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
  };
}

function edgeOf({ from, to, labels, sees }: Arrow, index: number): ElkExtendedEdge {
  const lines = sees === '' ? labels : [...labels, sees];
  // Of a pair of arrows to and fro, the one that pauses points the way of the layout.
  const forwards: LayoutOptions = to.endsWith('paused') ? { 'elk.layered.priority.direction': '10' } : {};
  return {
    id: `arrow${index}`,
    sources: [from],
    targets: [to],
    layoutOptions: forwards,
    labels: lines.length === 0 ? [] : [{ text: lines.join(' '), ...labelSize(lines) }],
  };
}

function routeOf(edge: ElkExtendedEdge, origin: Point): { points: Point[]; label: Rect } {
  const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const { x = 0, y = 0, width = 0, height = 0 } = edge.labels?.[0] ?? {};
  return {
    points: straightened(points.map((point) => roundedPoint(plus(point, origin)))),
    label: rounded({ ...plus({ x, y }, origin), width, height }),
  };
}

/** Without the small steps that an arrow takes at a border: a short first or last leg moves over instead. */
function straightened(points: readonly Point[]): Point[] {
  const kept = [...points];
  const last = kept.length - 1;
  for (const [end, next, after, far] of [[0, 1, 2, 3] as const, [last, last - 1, last - 2, last - 3] as const]) {
    const [a, b, c, d] = [kept[end], kept[next], kept[after], kept[far]];
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue;
    if (distance(b, c) > SMALL_STEP || distance(a, b) > distance(c, d)) continue;
    kept[end] = a.x === b.x ? { x: c.x, y: a.y } : { x: a.x, y: c.y };
    kept[next] = c;
  }
  return kept.filter((point, i) => i === 0 || point.x !== kept[i - 1]?.x || point.y !== kept[i - 1]?.y);
}

function legendAt({ x, y }: Point, width: number): (Point & { text: string })[] {
  const gap = 22;
  let at = { x, y };
  return LEGEND.map((text) => {
    const length = textWidth([text]);
    if (at.x > x && at.x + length > x + width) at = { x, y: at.y + FONT.line + 2 };
    const placed = { ...at, text };
    at = { ...at, x: at.x + length + gap };
    return placed;
  });
}

function flat(box: Box): Box[] {
  return [box, ...box.inner.flatMap(flat)];
}

function padding(top: number): string {
  return `[top=${top + PAD.inner},left=${PAD.inner},bottom=${PAD.inner},right=${PAD.inner}]`;
}

/** Of two points on one line of the grid. */
export function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function plus(a: Point, b: Point): Point {
  return { x: a.x + b.x, y: a.y + b.y };
}

function roundedPoint({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}

function rounded(rect: Rect): Rect {
  return { ...roundedPoint(rect), width: Math.round(rect.width), height: Math.round(rect.height) };
}
