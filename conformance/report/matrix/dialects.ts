/**
 * The dialects on the page: a row a choice, a column a subject; a letter for each value, with its word beside the choice.
 */
import { urlOf } from '../finding.js';
import { headRow, place } from './grid.js';
import { html, NOTHING, ours, type Markup } from './markup.js';
import type { LineOf } from './lines.js';
import { projectsOf, type Column, type Matrix } from './matrix.js';

export function dialects(matrix: Matrix): Markup {
  const projects = projectsOf(matrix);
  return html`<section id="dialects" aria-labelledby="dialects-head">
    <h2 id="dialects-head">Dialects</h2>
    <p class="hint">
      What the contract leaves open: each transport may do either, and should do the same always. <b>a</b> is what the
      documents or, where these are silent, CPython’s sockets do. Two letters: not told apart. <b>·</b>: not seen.
    </p>
    <div class="scroll tall" role="region" aria-labelledby="dialects-head" tabindex="0">
      <table class="grid dialect">
        <thead>
          ${headRow(matrix, projects, 'Choice')}
        </thead>
        <tbody>
          ${matrix.choices.map((choice) => row(matrix, projects, choice))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row({ columns }: Matrix, projects: readonly string[], choice: LineOf<'choice'>): Markup {
  const key = choice.values.map((value, index) => html`<span><b>${letter(index)}</b> ${value}</span> `);
  return html`<tr>
    <th scope="row">
      <a href="${ours(urlOf(choice.clause))}" rel="noreferrer">${choice.choice}</a><small>${choice.statement}</small
      ><small class="key">${key}</small>
    </th>
    ${columns.map((column, index) => cell(column, choice, place(columns, projects, index)))}
  </tr> `;
}

function cell({ judged }: Column, { choice, values }: LineOf<'choice'>, where: string): Markup {
  const seen = judged?.dialect[choice];
  if (seen === undefined) return html`<td class="${where} none">·</td>`;
  if (seen.length === 0) return html`<td class="${where} bad" title="no one value explains what was seen">✗</td>`;
  const letters = seen.map((value) => (values.includes(value) ? letter(values.indexOf(value)) : '?')).join('');
  const isUsual = seen.includes(values[0] as string);
  return html`<td class="${where}${isUsual ? NOTHING : ' other'}" title="${seen.join(' or ')}">${letters}</td>`;
}

function letter(index: number): string {
  return String.fromCodePoint(97 + index);
}
