/**
 * A run in two words, as the endpoint badge of shields.io reads it. What it comes to, and nothing more.
 */
import { plain } from '../plain.js';
import type { Account } from '../read.js';
import { CLAIMS, exitOf } from './standing.js';

const COLOURS = { 0: 'brightgreen', 1: 'red', 3: 'lightgrey' } as const;

export function badge(accounts: readonly Account[]): string {
  const exit = exitOf(accounts);
  const [first] = accounts;
  const isOne = accounts.length === 1 && first !== undefined;
  const conforming = accounts.filter(({ report }) => report?.exit === 0).length;
  const label = isOne ? plain(first.report?.subject.name ?? first.unjudged?.subject ?? '', 60) : 'transports';
  return `${JSON.stringify({
    schemaVersion: 1,
    label: label === '' ? 'transport' : label,
    message: isOne || conforming === accounts.length ? CLAIMS[exit] : `${conforming} of ${accounts.length} conform`,
    color: COLOURS[exit],
    isError: exit !== 0,
  })}\n`;
}
