/**
 * The statechart in Graphviz's language, for whoever lays it out with tools of their own. Says what picture.ts says.
 */
import { picture, type Arrow, type Box } from './picture.js';

export function toDot(): string {
  const { title, entry, regions, arrows } = picture();
  const boxes = new Map(regions.flatMap(flat).map((box) => [box.id, box]));
  const lines = regions.flatMap((region, index) => [
    `  subgraph "cluster_${region.id}" {`,
    `    label=${quoted(region.name)}; style=dashed;`,
    `    "start_${region.id}" [shape=point];`,
    ...region.inner.flatMap((box) => boxLines(box, '    ')),
    '  }',
    `  "start_${region.id}" -> "${region.inner.find((box) => box.initial)?.id}" [label=${quoted(index === 0 ? entry : '')}];`,
  ]);
  return [
    'digraph transport {',
    `  label=${quoted(title)}; compound=true; fontname="sans-serif";`,
    '  node [shape=box, style=rounded, fontname="monospace", fontsize=10];',
    '  edge [fontname="monospace", fontsize=10];',
    ...lines,
    ...arrows.map((arrow) => `  ${arrowLine(arrow, boxes)}`),
    '}',
    '',
  ].join('\n');
}

function boxLines({ id, name, inner, reactions }: Box, indent: string): string[] {
  if (inner.length === 0) {
    return [`${indent}"${id}" [label=${quoted(name, ...reactions.map(({ on, sees }) => `${on} / ${sees}`))}];`];
  }
  return [
    `${indent}subgraph "cluster_${id}" {`,
    `${indent}  label=${quoted(name)}; style=rounded;`,
    ...inner.flatMap((box) => boxLines(box, `${indent}  `)),
    `${indent}}`,
  ];
}

/** Graphviz has no arrow from a cluster: it starts at the first state inside, and is cut at the cluster's frame. */
function arrowLine({ from, to, labels, sees }: Arrow, boxes: ReadonlyMap<string, Box>): string {
  const label = `label=${quoted(...labels, ...(sees === '' ? [] : [sees]))}`;
  const inside = boxes.get(from)?.inner[0];
  if (inside === undefined) return `"${from}" -> "${to}" [${label}];`;
  return `"${inside.id}" -> "${to}" [${label}, ltail="cluster_${from}"];`;
}

function flat(box: Box): Box[] {
  return [box, ...box.inner.flatMap(flat)];
}

/** A text of several lines, each set to the left but for a single one. */
function quoted(...lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  return escaped.length === 1 ? `"${escaped[0]}"` : `"${escaped.join('\\l')}\\l"`;
}
