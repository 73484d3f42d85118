/**
 * The page's lists beside the grid: each subject in a line, what changed between releases, and what was not judged.
 */
import { count } from '../paper.js';
import { commas, html, NOTHING, type Markup } from './markup.js';
import { grouped, type Column, type Matrix } from './matrix.js';
import { brokenOf, CHANGES, changesTold, claimOf, families, labelOf, openOf, openReasons, troubles } from './words.js';

export function subjects(matrix: Matrix): Markup {
  const groups = grouped(matrix.columns, ({ project }) => project);
  return html`<section id="subjects" aria-labelledby="subjects-head">
    <h2 id="subjects-head">Subjects</h2>
    <div class="scroll" role="region" aria-labelledby="subjects-head" tabindex="0">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">Transport</th>
            <th scope="col">Verdict</th>
            ${NUMBERS.map((name) => html`<th scope="col" class="n">${name}</th>`)}
            <th scope="col">What it is</th>
          </tr>
        </thead>
        ${groups.map(
          (group) =>
            html`<tbody>
              <tr class="project">
                <th scope="rowgroup" colspan="${NUMBERS.length + 3}">${group[0].project}</th>
              </tr>
              ${group.map((column) => subject(matrix, column))}
            </tbody>`,
        )}
      </table>
    </div>
  </section>`;
}

const NUMBERS = ['MUST broken', 'SHOULD', 'MAY', 'Hold', 'Not judged', 'Scripts'];

function subject(matrix: Matrix, column: Column): Markup {
  const { judged, cells, reason } = column;
  const { must, should, may } = brokenOf(matrix, column);
  const { symbol, claim } = claimOf(column);
  const passes = [...cells.values()].filter(({ verdict }) => verdict === 'pass').length;
  const numbers =
    judged === null
      ? Array<string>(NUMBERS.length).fill('')
      : [must, should, may, passes, openOf(column), count(judged.cases)];
  return html`<tr id="s${matrix.columns.indexOf(column)}">
    <th scope="row">${labelOf(column) || column.subject}</th>
    <td class="claim e${judged?.exit ?? 'x'}"><span class="mark">${symbol}</span> ${claim}</td>
    ${numbers.map((n, at) => html`<td class="n${at < 3 && n !== 0 && n !== '' ? ' bad' : ''}">${n}</td>`)}
    <td class="what">${judged?.version ?? reason}</td>
  </tr>`;
}

export function betweenReleases(matrix: Matrix): Markup {
  const told = changesTold(matrix);
  if (told.length === 0) return NOTHING;
  const list = (what: 'broke' | 'mended'): Markup => {
    const own = told.filter((one) => one.what === what);
    if (own.length === 0) return NOTHING;
    return html`<h3>
        ${what === 'broke' ? 'Regressions' : 'Mended'} <span class="mark">${CHANGES[what].symbol}</span>
      </h3>
      <ul class="changes ${what}">
        ${own.map(
          ({ project, release, rules, since, kinds }) =>
            html`<li>
              <b>${project} ${release}</b> (${commas(kinds)}) ${what === 'broke' ? 'breaks' : 'keeps'} what ${since}
              ${what === 'broke' ? 'kept' : 'broke'}: ${commas(rules.map((rule) => html`<code>${rule}</code>`))}.
            </li> `,
        )}
      </ul>`;
  };
  return html`<section id="releases" aria-labelledby="releases-head">
    <h2 id="releases-head">Between releases</h2>
    ${list('broke')} ${list('mended')}
  </section>`;
}

export function notJudged(matrix: Matrix): Markup {
  const groups = families(matrix).flatMap((group) => {
    const said = new Map<string, { rules: readonly string[]; labels: string[] }>();
    const say = (text: string, rules: readonly string[], column: Column): void => {
      const key = JSON.stringify([text, rules]);
      const one = said.get(key) ?? { rules, labels: [] };
      said.set(key, one);
      one.labels.push(column.release || column.subject);
    };
    for (const column of group) {
      for (const { reason, rules } of openReasons(column)) say(reason, rules, column);
      for (const text of troubles(column)) say(text, [], column);
    }
    if (said.size === 0) return [];
    const [{ project, kind }] = group;
    return [
      html`<h3>${project} ${kind}</h3>
        <ul>
          ${[...said].map(
            ([key, { rules, labels }]) =>
              html`<li>
                ${commas(labels)}:
                ${(JSON.parse(key) as [string])[0]}${rules.length === 0 ? NOTHING : html`<span class="which"> ${commas(rules)}</span>`}
              </li> `,
          )}
        </ul> `,
    ];
  });
  const absent = matrix.absent.map(({ project, reason }) => html`<li><b>${project}</b>: ${reason}</li> `);
  return html`<section id="open" aria-labelledby="open-head">
    <h2 id="open-head">Not judged</h2>
    <p>${groups.length === 0 ? 'Every rule was judged on every subject.' : 'None of this is a pass.'}</p>
    ${groups}
    ${
      absent.length === 0
        ? NOTHING
        : html`<h3>Known, and not here</h3>
            <ul>
              ${absent}
            </ul>`
    }
  </section>`;
}
