/**
 * `plimsoll graph`: the statechart as a picture or as data, or what an exhaustive walk through it found.
 */
import { paragraph } from '../conformance/report/paper.js';
import { EXIT, type Exit } from './exit.js';
import type { Terminal } from './terminal.js';

export const FORMATS = ['mermaid', 'svg', 'dot', 'config'] as const;
export type Format = (typeof FORMATS)[number];

export interface GraphFlags {
  readonly explore?: boolean;
  readonly as: Format;
}

export async function graph({ explore, as }: GraphFlags, terminal: Terminal): Promise<Exit> {
  if (explore) return exploreAndTell(terminal);
  const text = await DRAWN[as]();
  terminal.out(text.endsWith('\n') ? text : `${text}\n`);
  return EXIT.conforms;
}

/** Each is imported only when it is asked for: the layout of the picture is heavy. */
const DRAWN: { readonly [F in Format]: () => Promise<string> } = {
  mermaid: async () => (await import('../machines/diagram/mermaid.js')).toMermaid(),
  svg: async () => (await import('../machines/diagram/svg.js')).toSvg(),
  dot: async () => (await import('../machines/diagram/dot.js')).toDot(),
  config: async () => (await import('../machines/diagram/config.js')).toConfig(),
};

/** An invariant that does not hold is told as anything else that does not conform. */
async function exploreAndTell({ out, err, isWatched, paper }: Terminal): Promise<Exit> {
  const { exploreAll } = await import('../machines/explore.js');
  const { summary } = await import('../machines/summary.js');
  if (isWatched) err('Walking through every state of every dialect; it takes some seconds.\n');
  const explored = exploreAll();
  const findings = explored.flatMap(({ exploration }) => exploration.findings);
  const broken = new Set(findings.filter((finding) => finding.broken !== null).map(({ id }) => id));
  const statements = new Map(findings.map(({ id, statement }) => [id, statement]));
  const { green, red, bold } = paper.colors;
  const invariants = [...statements].flatMap(([id, statement]) => [
    `${broken.has(id) ? red('✗') : green('✓')} ${bold(id)}`,
    ...paragraph(paper, statement, 4),
  ]);
  out(`${[...invariants, '', summary(explored), ''].join('\n')}`);
  return broken.size === 0 ? EXIT.conforms : EXIT.doesNot;
}
