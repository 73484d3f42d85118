/**
 * The statechart as SVG: for the README, the documentation and slides, light and dark. Draws what layout.ts places and
 * picture.ts says; decides nothing about either. No script, no font of its own, nothing from the network.
 */
import { distance, layOut, type Layout, type PlacedArrow, type PlacedBox, type Point } from './layout.js';
import { columnsOf, FONT } from './measure.js';
import { picture, type Box } from './picture.js';

/** Colours by what they stand for, on white and on near-black; each has a contrast of 4.5 or more (a test holds it). */
export const COLOURS = {
  light: {
    paper: '#ffffff',
    ink: '#1f2328',
    faint: '#4d5560',
    open: '#116329',
    paused: '#7d4e00',
    closing: '#0550ae',
    aborted: '#b31b2c',
    lost: '#4d5560',
    eof: '#6e40c9',
  },
  dark: {
    paper: '#0d1117',
    ink: '#e6edf3',
    faint: '#9198a1',
    open: '#3fb950',
    paused: '#d29922',
    closing: '#58a6ff',
    aborted: '#ff7b72',
    lost: '#9198a1',
    eof: '#bc8cff',
  },
} as const;

export async function toSvg(): Promise<string> {
  const shown = picture();
  const layout = await layOut(shown);
  const { width, height, legend } = layout;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escaped(shown.title)}</title>`,
    `<desc id="desc">${escaped(descriptionOf(shown.regions))}</desc>`,
    `<style>${style()}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...drawing(layout, ''),
    ...legendOf(legend),
    '</svg>',
  ].join('\n')}\n`;
}

/**
 * The same for a page that lights it: no colours, no legend, and on each element what it stands for. `data-state` is a state,
 * `data-arrow` an arrow as `from>to`, with the middle of its longest leg in `data-at`; `data-of` are the moves of a reaction.
 */
export function toDrawing(layout: Layout, title: string): string {
  const { width } = layout;
  const height = (layout.regions.at(-1)?.y ?? 0) + (layout.regions.at(-1)?.height ?? 0) + 10;
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    ...drawing(layout, 'marked'),
    '</svg>',
  ].join('');
}

type Marked = 'marked' | '';

function drawing(layout: Layout, marked: Marked): string[] {
  return [
    ...layout.regions.map(regionOf),
    ...layout.boxes.map((box) => boxOf(box, marked)),
    ...layout.starts.map(({ x, y }) => `<circle class="start" cx="${x}" cy="${y}" r="5"/>`),
    ...layout.arrows.map((arrow) => arrowOf(arrow, marked)),
  ];
}

function regionOf({ box, x, y, width, height }: PlacedBox): string {
  return [
    `<rect class="region" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="faint" x="${x + 12}" y="${y + 20}">${escaped(box.name)}</text>`,
  ].join('\n');
}

function boxOf({ box, column, x, y, width, height }: PlacedBox, marked: Marked): string {
  const { now, later } = columnsOf(box.reactions);
  const rows = [now.map((one) => ({ one, left: x + 12 })), later.map((one) => ({ one, left: x + (column ?? 0) }))];
  return [
    `<g class="${box.look}"${marked && ` data-state="${box.id}"`}>`,
    box.description === '' ? '' : `<title>${escaped(box.description)}</title>`,
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    box.id === 'lost'
      ? `<rect class="inner" x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="6"/>`
      : '',
    `<text class="name" x="${x + 12}" y="${y + 20}">${escaped(box.name)}</text>`,
    ...rows.flatMap((row) =>
      row.map(({ one, left }, index) => {
        const top = y + 30 + index * FONT.line + 10;
        const of = marked && ` data-of="${one.of.join(',')}"`;
        return `<text class="text"${of} x="${left}" y="${top}">${escaped(one.on)} <tspan class="faint">/ ${escaped(one.sees)}</tspan></text>`;
      }),
    ),
    '</g>',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** An arrow and its label have the colour of the state that it leads to. */
function arrowOf({ from, to, points, label }: PlacedArrow, marked: Marked): string {
  const [tip, before] = [points.at(-1) as Point, points.at(-2) as Point];
  const back = { x: Math.sign(tip.x - before.x), y: Math.sign(tip.y - before.y) };
  const base = { x: tip.x - back.x * 8, y: tip.y - back.y * 8 };
  const wing = (side: number): string => `${base.x + side * back.y * 4},${base.y + side * back.x * 4}`;
  return [
    `<g class="${to.look}"${marked && ` data-arrow="${from?.id ?? ''}&gt;${to.id}" data-at="${middle(points)}"`}>`,
    `<path class="arrow" d="${pathOf([...points.slice(0, -1), base])}"/>`,
    `<polygon class="tip" points="${tip.x},${tip.y} ${wing(1)} ${wing(-1)}"/>`,
    ...[...label.lines, ...(label.sees === '' ? [] : [label.sees])].map((line, index) => {
      const isSeen = index === label.lines.length;
      const top = label.y + 11 + index * FONT.line;
      return `<text class="${isSeen ? 'seen' : 'label'}" x="${label.x + 2}" y="${top}">${escaped(line)}</text>`;
    }),
    '</g>',
  ].join('\n');
}

/** Of the longest leg. */
function middle(points: readonly Point[]): string {
  const legs = points.slice(1).map((to, i) => [points[i] as Point, to] as const);
  const [a, b] = legs.reduce((best, leg) => (distance(...leg) > distance(...best) ? leg : best));
  return `${(a.x + b.x) / 2},${(a.y + b.y) / 2}`;
}

/** Right angles, their corners rounded. */
function pathOf(points: readonly Point[]): string {
  const parts = [`M${points[0]?.x} ${points[0]?.y}`];
  for (let i = 1; i < points.length - 1; i++) {
    const [a, b, c] = [points[i - 1] as Point, points[i] as Point, points[i + 1] as Point];
    const radius = Math.min(7, distance(a, b) / 2, distance(b, c) / 2);
    const [into, out] = [towards(b, a, radius), towards(b, c, radius)];
    parts.push(`L${into.x} ${into.y}Q${b.x} ${b.y} ${out.x} ${out.y}`);
  }
  const last = points.at(-1) as Point;
  return `${parts.join('')}L${last.x} ${last.y}`;
}

function towards(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}

function legendOf(legend: Layout['legend']): string[] {
  return legend.map(({ x, y, text }) => {
    const [word, rest] = text.split(': ') as [string, string | undefined];
    if (rest === undefined) return `<text class="faint" x="${x}" y="${y}">${escaped(text)}</text>`;
    return `<text class="text" x="${x}" y="${y}">${escaped(word)}<tspan class="faint">: ${escaped(rest)}</tspan></text>`;
  });
}

function style(): string {
  return [
    "text{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}",
    '.name{font:600 15px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}',
    '.seen{font-weight:700}',
    '.region{fill:none;stroke-dasharray:5 4}.box{fill-opacity:.07;stroke-width:1.5}.inner,.arrow{fill:none}',
    '.arrow{stroke-width:1.4}',
    colours('light'),
    `@media(prefers-color-scheme:dark){${colours('dark')}}`,
  ].join('');
}

function colours(mode: keyof typeof COLOURS): string {
  const { paper, ink, faint, ...looks } = COLOURS[mode];
  return [
    `.paper{fill:${paper}}.text,.start{fill:${ink}}.faint{fill:${faint}}.region{stroke:${faint}}`,
    ...Object.entries(looks).map(
      ([look, colour]) =>
        `.${look} .box{fill:${colour};stroke:${colour}}.${look} .name,.${look} .label,.${look} .seen,.${look} .tip{fill:${colour}}` +
        `.${look} .inner,.${look} .arrow{stroke:${colour}}`,
    ),
  ].join('');
}

function descriptionOf(regions: readonly Box[]): string {
  return regions
    .map((region) => `The region ${region.name} has the states ${region.inner.map(({ name }) => name).join(', ')}.`)
    .join(' ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
