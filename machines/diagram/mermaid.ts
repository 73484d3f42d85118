/**
 * The statechart as a Mermaid stateDiagram-v2, for pages that draw it themselves. Says what picture.ts says, no more.
 */
import { LEGEND, picture, type Arrow, type Box } from './picture.js';

export function toMermaid(): string {
  const { title, entry, regions, arrows } = picture();
  const [life, ...others] = regions.map((region, index) => [
    `[*] --> ${region.inner.find((box) => box.initial)?.id}${index === 0 ? ` : ${entry}` : ''}`,
    ...region.inner.flatMap(stateLines),
    ...arrows.filter((arrow) => idsIn(region).has(arrow.from)).map(arrowLine),
  ]) as [string[], ...string[][]];
  // Mermaid fails on a frame around states with arrows into their insides: so the first region goes without.
  const framed = others.flatMap((lines, index) => [`state ${regions[index + 1]?.id} {`, ...indented(lines), '}']);
  return [
    'stateDiagram-v2',
    ...indented([
      `accTitle: ${title}`,
      `accDescr: ${LEGEND.join(', ').replaceAll(':', ' means')}.`,
      ...life,
      ...framed,
    ]),
    '',
  ].join('\n');
}

function stateLines({ id, name, inner, reactions }: Box): string[] {
  if (inner.length > 0) return [`state ${id} {`, ...indented(inner.flatMap(stateLines)), '}'];
  // The first line that a state is given is its name.
  const lines = [name, ...reactions.map(({ on, sees }) => `${on} / ${sees}`)];
  return lines.map((line) => `${id} : ${line}`);
}

function arrowLine({ from, to, labels, sees }: Arrow): string {
  return `${from} --> ${to} : ${[...labels, sees].filter((line) => line !== '').join('<br/>')}`;
}

function idsIn(box: Box): Set<string> {
  return new Set([box.id, ...box.inner.flatMap((one) => [...idsIn(one)])]);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
