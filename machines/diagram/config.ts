/**
 * The chart as plain JSON: what XState's createMachine() and Stately's editor import. The guards and the actions are
 * names in it; whoever runs it binds them (machine.ts does). Nothing is added and nothing left out.
 */
import { CHART } from '../chart.js';

export function toConfig(): string {
  return `${JSON.stringify(CHART, null, 2)}\n`;
}
