/**
 * What a run drove into its subject, as a map of states and stimuli: how deep each cell was gone into, by how many of the
 * stimuli that can come next there did. Colours only repeat the numbers. Where each cell comes from is coverage's.
 */
import { EOFS, LIVES, STIMULI } from '../../../machines/alphabet.js';
import type { Coverage } from '../../verdict.js';
import { html, NOTHING, type Markup } from '../matrix/markup.js';
import { count } from '../paper.js';

export function heatMap({ cells, transitions, triples, followed }: Coverage): Markup {
  if (followed === undefined || cells.total === 0) return NOTHING;
  const missing = new Set(cells.missing);
  const rows = LIVES.flatMap((life) => EOFS.map((eof) => `${life} x ${eof}`)).filter((state) =>
    STIMULI.some((stimulus) => Object.hasOwn(followed, `${state} x ${stimulus}`)),
  );
  const told = [
    ['cells', cells],
    ['transitions', transitions],
    ['triples', triples],
  ] as const;
  return html`<h2>What was driven into it</h2>
    <p>
      ${told.map(
        ([name, { covered, total }], index) =>
          html`${index === 0 ? '' : ', '}${count(covered)} of ${count(total)} ${name}`,
      )}.
      A row is a state (what the transport is doing, and how its writing side stands), a column a stimulus given in it;
      the number is how many of the stimuli that can come right after it did, in percent.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="States and stimuli">
      <table class="heat">
        <thead>
          <tr>
            <th scope="col" class="corner">State</th>
            ${STIMULI.map((stimulus) => html`<th scope="col"><span>${stimulus}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (state) =>
              html`<tr>
                <th scope="row">${state.replace(' x ', ', eof ')}</th>
                ${STIMULI.map((stimulus) => cell(`${state} x ${stimulus}`, followed, missing))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <ul class="legend">
      <li><span class="swatch h0">0</span> never given there</li>
      <li><span class="swatch h1">1</span> given, little after it</li>
      <li><span class="swatch h4">100</span> given, and all that can follow</li>
      <li><span class="swatch"></span> cannot be reached</li>
    </ul>`;
}

function cell(name: string, followed: NonNullable<Coverage['followed']>, missing: ReadonlySet<string>): Markup {
  const counts = Object.hasOwn(followed, name) ? followed[name] : undefined;
  if (counts === undefined) return html`<td></td>`;
  const [seen, total] = counts;
  if (missing.has(name)) return html`<td class="h0" title="${name}: never given">0</td>`;
  const percent = total === 0 ? 100 : Math.floor((100 * seen) / total);
  return html`<td
    class="h${1 + Math.floor(percent / 34) + (percent === 100 ? 1 : 0)}"
    title="${name}: then ${seen} of ${total}"
  >
    ${percent}
  </td>`;
}
