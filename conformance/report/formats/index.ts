/**
 * The formats that derive from the lines of an NDJSON report: each by its name, with what makes it. Pure: text of NDJSON
 * in, text out, so that a run and a file that is read later give the same bytes.
 */
import type { Line } from '../lines.js';
import { page } from '../page/page.js';
import { accountsIn, readLines, type Account } from '../read.js';
import { badge } from './badge.js';
import { github } from './github.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { sarif } from './sarif.js';
import { exitOf } from './standing.js';
import { tap } from './tap.js';

interface Told {
  readonly lines: readonly Line[];
  readonly accounts: readonly Account[];
}

const MAKERS = {
  json: ({ lines, accounts }: Told) => json(lines, exitOf(accounts)),
  junit: ({ accounts }: Told) => junit(accounts),
  markdown: ({ accounts }: Told) => markdown(accounts),
  github: ({ accounts }: Told) => github(accounts),
  sarif: ({ accounts }: Told) => sarif(accounts),
  tap: ({ accounts }: Told) => tap(accounts),
  html: ({ accounts }: Told) => page(accounts),
  badge: ({ accounts }: Told) => badge(accounts),
} as const;

export type DerivedFormat = keyof typeof MAKERS;
export const DERIVED_FORMATS = Object.keys(MAKERS) as readonly DerivedFormat[];

/** Throws a ReportError where the text is no NDJSON report. */
export function derive(ndjson: string, format: DerivedFormat): string {
  const numbered = readLines(ndjson);
  return MAKERS[format]({ lines: numbered.map(([, line]) => line), accounts: accountsIn(numbered) });
}
