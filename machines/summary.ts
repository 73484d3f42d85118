/**
 * What exploration found, as text for a terminal. Only words and columns: nothing is counted or judged here.
 */
import type { Exploration, Explored, Finding } from './explore.js';

/** What was found, in lines of at most 80 columns. */
export function summary(explored: readonly Explored[]): string {
  const sum = (of: (one: Exploration) => number): string =>
    count(explored.reduce((total, { exploration }) => total + of(exploration), 0));
  const longest = explored.reduce((most, { exploration }) => Math.max(most, exploration.longestSettle), 0);
  const broken = explored.flatMap(({ name, exploration }) =>
    exploration.findings.flatMap((finding) => (finding.broken === null ? [] : told(name, finding, finding.broken))),
  );
  return [
    row('dialect', 'states', 'edges', 'abstract', 'invariants'),
    ...explored.map(({ name, exploration: { states, transitions, abstractStates, findings } }) => {
      const held = findings.filter((finding) => finding.broken === null).length;
      return row(name, count(states), count(transitions), count(abstractStates), `${held} of ${findings.length}`);
    }),
    '',
    `${explored.length} dialects, ${sum((one) => one.states)} states, ${sum((one) => one.transitions)} edges.`,
    `Every settle comes to rest within ${longest} steps.`,
    ...(broken.length === 0 ? ['Every invariant holds on every edge.'] : broken),
  ].join('\n');
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(33) + cells.map((cell) => cell.padStart(11)).join('');
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function told(name: string, { id, statement }: Finding, way: readonly string[]): string[] {
  return [`${id}, in ${name}:`, ...wrapped(statement), ...wrapped(`Broken by: ${way.join('; ')}.`)];
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > 80) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
