/**
 * What opens from the grid: for each rule what it says, and for each failure the shortest script, in words, with what was
 * expected and seen, and the token that brings it back. Subjects that fail in the same way share one. On paper all stand
 * open, at the end.
 */
import { urlOf } from '../finding.js';
import { scriptLines } from '../notation.js';
import type { LineOf } from './lines.js';
import { html, NOTHING, ours, type Markup } from './markup.js';
import { isFailing, type Cell, type Column, type Matrix } from './matrix.js';
import { SYMBOLS } from './words.js';

/** Failures of one rule that are told in the same words, with whom they are of. */
interface Finding {
  readonly id: string;
  readonly rule: LineOf<'rule'>;
  readonly line: LineOf<'cell'>;
  readonly columns: { readonly column: Column; readonly index: number; readonly line: LineOf<'cell'> }[];
}

export function findings(matrix: Matrix): Markup {
  const { all } = indexOf(matrix);
  const rules = matrix.chapters.flatMap((chapter) => chapter.rules);
  return html`<section id="findings" aria-labelledby="findings-head">
    <h2 id="findings-head">Findings</h2>
    ${all.map(card)} ${rules.map((rule) => ruleCard(matrix, rule))}
  </section>`;
}

export function findingId(matrix: Matrix, column: number, rule: string): string | null {
  return indexOf(matrix).ids.get(`${column} ${rule}`) ?? null;
}

export function ruleInfoId(matrix: Matrix, rule: string): string {
  return `r${matrix.chapters.flatMap(({ rules }) => rules).findIndex((one) => one.rule === rule)}`;
}

interface Index {
  readonly all: readonly Finding[];
  /** By column and rule. */
  readonly ids: ReadonlyMap<string, string>;
}

const known = new WeakMap<Matrix, Index>();

function indexOf(matrix: Matrix): Index {
  const index = known.get(matrix) ?? gather(matrix);
  known.set(matrix, index);
  return index;
}

function gather(matrix: Matrix): Index {
  const all: Finding[] = [];
  const ids = new Map<string, string>();
  for (const rule of matrix.chapters.flatMap(({ rules }) => rules)) {
    const own = new Map<string, Finding>();
    matrix.columns.forEach((column, index) => {
      const { line } = column.cells.get(rule.rule) as Cell;
      if (line === null || (!isFailing(line) && line.verdict !== 'inconclusive' && line.verdict !== 'harness-error'))
        return;
      const { verdict, reason, counterexample: shown } = line;
      const key = JSON.stringify([verdict, reason?.replace(TOKEN, ''), shown?.expected, shown?.seen, shown?.script]);
      const finding = own.get(key) ?? { id: `f${all.length}`, rule, line, columns: [] };
      if (!own.has(key)) all.push(finding);
      own.set(key, finding);
      finding.columns.push({ column, index, line });
      ids.set(`${index} ${rule.rule}`, finding.id);
    });
  }
  return { all, ids };
}

const TOKEN = /p\d+:[\w-]+/;

function card({ id, rule, line, columns }: Finding): Markup {
  const { verdict, counterexample, reason } = line;
  return html`<article id="${id}" class="card" popover role="dialog" aria-labelledby="${id}h">
    ${closeButton(id)}
    <h3 id="${id}h" tabindex="-1" autofocus>${SYMBOLS[verdict].symbol} <code>${rule.rule}</code></h3>
    <p><span class="level ${rule.level}">${rule.level}</span> ${rule.statement} ${citation(rule)}</p>
    ${
      counterexample === null
        ? NOTHING
        : html`<dl>
            <dt>Script</dt>
            <dd>
              ${scriptLines(counterexample.script).map(
                (pieces) =>
                  html`<ol class="script">
                    ${pieces.map((piece) => html`<li><code>${piece}</code></li>`)}
                  </ol>`,
              )}
            </dd>
            <dt>Expected</dt>
            <dd>${counterexample.expected}</dd>
            <dt>Seen</dt>
            <dd>${counterexample.seen}</dd>
          </dl> `
    }${
      reason === null
        ? NOTHING
        : html`<p>${verdict}: ${columns.length > 1 ? reason.replace(TOKEN, '(the token below)') : reason}</p> `
    }
    <ul class="tokens">
      ${columns.map(({ column, index, line: own }) => token(column, index, own))}
    </ul>
  </article> `;
}

function token({ subject }: Column, index: number, { counterexample, reason }: LineOf<'cell'>): Markup {
  const text = counterexample?.token ?? TOKEN.exec(reason ?? '')?.[0];
  const command = text === undefined ? null : `npx plimsoll replay ${text}`;
  return html`<li data-subject="s${index}">
    <b>${subject}</b
    >${command === null ? NOTHING : html` <button class="copy" type="button">Copy</button><code>${whole(command)}</code>`}
  </li> `;
}

/** A token is longer than what may be shown of a message, and its letters were checked when it was read. */
function whole(command: string): Markup {
  return /^[\w :-]+$/.test(command) ? ours(command) : html`${command}`;
}

function ruleCard(matrix: Matrix, rule: LineOf<'rule'>): Markup {
  const id = ruleInfoId(matrix, rule.rule);
  return html`<article id="${id}" class="card" popover role="dialog" aria-labelledby="${id}h">
    ${closeButton(id)}
    <h3 id="${id}h" tabindex="-1" autofocus><code>${rule.rule}</code></h3>
    <p><span class="level ${rule.level}">${rule.level}</span> ${rule.statement} ${citation(rule)}</p>
  </article> `;
}

function closeButton(id: string): Markup {
  return html`<button class="close" popovertarget="${id}" popovertargetaction="hide" aria-label="Close">×</button>`;
}

/** The anchor was checked when it was read: it is letters, dots and underscores. */
function citation({ clause }: LineOf<'rule'>): Markup {
  return html`<a class="cite" href="${ours(urlOf(clause))}" rel="noreferrer">${clause}</a>`;
}
