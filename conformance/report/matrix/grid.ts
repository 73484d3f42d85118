/**
 * The grid of the page: a row a rule, by chapter, a column a subject. A failing cell is a button that opens its finding.
 */
import { findingId, ruleInfoId } from './findings.js';
import { html, NOTHING, type Markup } from './markup.js';
import { family, isFailing, isOpen, type Cell, type Column, type Matrix } from './matrix.js';
import { CHANGES, labelOf, SYMBOLS, type Shown } from './words.js';

export function grid(matrix: Matrix, projects: readonly string[]): Markup {
  return html`<section id="rules" aria-labelledby="rules-head">
    <h2 id="rules-head">Rules</h2>
    <p class="hint">
      A marked cell opens the shortest script that shows the failure; the name of a rule, what it says. In the grid the
      arrow keys go from one mark to the next.
    </p>
    ${legend()} ${filters(projects)}
    <div class="scroll tall" role="region" aria-labelledby="rules-head" tabindex="0">
      <table class="grid">
        <thead>
          ${headRow(matrix, projects, 'Rule')}
        </thead>
        ${matrix.chapters.map(
          ({ name, rules }) =>
            html`<tbody>
              <tr class="chapter${rules.some(({ rule }) => isBroken(matrix, rule)) ? NOTHING : ' kept'}">
                <th scope="rowgroup" colspan="${matrix.columns.length + 1}"><span>${name}</span></th>
              </tr>
              ${rules.map((rule) => row(matrix, projects, rule))}
            </tbody> `,
        )}
      </table>
    </div>
  </section>`;
}

/** The head of a table with a column for each subject. */
export function headRow({ columns }: Matrix, projects: readonly string[], corner: string): Markup {
  return html`<tr>
    <th scope="col" class="corner">${corner}</th>
    ${columns.map(
      (column, index) =>
        html`<th scope="col" class="${place(columns, projects, index)}">
          <a href="#s${index}"><b>${column.project}</b> ${labelOf(column)}</a>
        </th>`,
    )}
  </tr>`;
}

/** The classes of a cell by where it stands: its project, and whether a family begins with it. */
export function place(columns: readonly Column[], projects: readonly string[], index: number): string {
  const [column, before] = [columns[index] as Column, columns[index - 1]];
  const isFirst = before === undefined || family(before) !== family(column);
  return `p${projects.indexOf(column.project)}${isFirst ? ' first' : ''}`;
}

function row(
  matrix: Matrix,
  projects: readonly string[],
  { rule, level }: Matrix['chapters'][number]['rules'][number],
): Markup {
  const { columns } = matrix;
  const short = rule.slice(rule.indexOf('/') + 1);
  return html`<tr${isBroken(matrix, rule) ? NOTHING : html` class="kept"`}><th scope="row"><button popovertarget="${ruleInfoId(matrix, rule)}"><span class="level ${level}">${level}</span> ${short}</button></th>${columns.map(
    (column, index) => cell(matrix, projects, index, rule, column.cells.get(rule) as Cell),
  )}</tr>
`;
}

const CLASSES: { readonly [V in Shown]: string } = {
  pass: 'ok',
  violation: 'bad',
  divergence: 'bad',
  unsupported: 'none',
  unexercised: 'open',
  inconclusive: 'open',
  'harness-error': 'open',
  'not-asked': 'none',
  'not-judged': 'none',
};

function cell(matrix: Matrix, projects: readonly string[], index: number, rule: string, shown: Cell): Markup {
  const { verdict, change, line } = shown;
  const { symbol, meaning } = SYMBOLS[verdict];
  const mark = html`${symbol}${change === null ? NOTHING : html`<sup>${CHANGES[change.what].symbol}</sup>`}`;
  const classes = [place(matrix.columns, projects, index), CLASSES[verdict], change?.what ?? ''].join(' ').trim();
  const finding =
    isFailing(shown) || verdict === 'inconclusive' || verdict === 'harness-error'
      ? findingId(matrix, index, rule)
      : null;
  if (finding === null) {
    const title = isOpen(shown) ? (line?.reason ?? meaning) : change === null ? null : since(change);
    return title === null
      ? html`<td class="${classes}">${mark}</td>`
      : html`<td class="${classes}" title="${title}">${mark}</td>`;
  }
  const name = `${matrix.columns[index]?.subject}, ${rule}: ${verdict}${change === null ? '' : `, ${since(change)}`}`;
  return html`<td class="${classes}">
    <button popovertarget="${finding}" data-subject="s${index}" aria-label="${name}">${mark}</button>
  </td>`;
}

function since({ what, since: release }: NonNullable<Cell['change']>): string {
  return what === 'broke' ? `${release} kept it` : `${release} broke it`;
}

function isBroken({ columns }: Matrix, rule: string): boolean {
  return columns.some(({ cells }) => isFailing(cells.get(rule) as Cell));
}

function legend(): Markup {
  const shown = (Object.keys(SYMBOLS) as Shown[]).filter((verdict) => verdict !== 'not-asked');
  return html`<ul class="legend">
    ${shown.map(
      (verdict) =>
        html`<li>
          <span class="mark ${CLASSES[verdict]}">${SYMBOLS[verdict].symbol}</span> ${SYMBOLS[verdict].meaning}
        </li> `,
    )}${(['broke', 'mended'] as const).map(
      (what) =>
        html`<li>
          <span class="mark ${what === 'broke' ? 'bad' : 'ok'}"
            >${what === 'broke' ? '✗' : '✓'}<sup>${CHANGES[what].symbol}</sup></span
          >
          ${CHANGES[what].meaning}
        </li> `,
    )}
  </ul>`;
}

/** They work without the script: the style sheet asks which of them are checked. */
function filters(projects: readonly string[]): Markup {
  return html`<form class="filters" autocomplete="off">
    <fieldset>
      <legend>Rows</legend>
      <label><input type="radio" name="rows" id="rows-all" checked /> all rules</label>
      <label><input type="radio" name="rows" id="rows-broken" /> rules that somebody breaks</label>
    </fieldset>
    <fieldset>
      <legend>Columns</legend>
      ${projects.map((project, index) => html`<label><input type="checkbox" id="show-p${index}" checked /> ${project}</label> `)}
    </fieldset>
  </form>`;
}
