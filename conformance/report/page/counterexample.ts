/**
 * A counterexample to go through step by step: what was given, what was seen, what the transport answered. All steps stand
 * there without the script of the page too; it only shows one after the other. Judges nothing.
 */
import type { Probe } from '../../../machines/alphabet.js';
import type { RuleResult } from '../../verdict.js';
import { detail, replayOf } from '../formats/standing.js';
import { html, NOTHING, type Markup } from '../matrix/markup.js';
import { scriptLines, stimulusText } from '../notation.js';
import { arrivalText, callText, newsOf, partsOf, raiseText, type Observed, type Part } from '../parts.js';

export function counterexample(result: RuleResult, id: string, again: string | undefined): Markup {
  const { rule, verdict, counterexample: shown } = result;
  if (shown === undefined) return NOTHING;
  const { expected, seen, compare, script, trace, token, path } = shown;
  const parts = partsOf(trace);
  const failing = placeOf(parts, path);
  let known: Probe | null = null;
  const rows = parts.map((part, index) => {
    const row = stepRow(part, known, index === failing);
    known = part.after ?? known;
    return row;
  });
  return html`<article class="card" id="${id}" tabindex="-1">
    <h3>${rule.id} <small>${rule.level}, ${verdict}</small></h3>
    <p>${detail(result, again)[0] ?? ''}</p>
    <dl>
      <dt>Expected</dt>
      <dd>${expected}</dd>
      <dt>Seen</dt>
      <dd>${seen}</dd>
      ${
        compare === undefined
          ? NOTHING
          : html`<dt>Compare</dt>
              <dd>${compare.id}, which some of these calls break alone</dd>`
      }
      <dt>Script</dt>
      <dd>${scriptLines(script).map((line) => html`<code>${line.join(' · ')}</code> `)}</dd>
      <dt>Replay</dt>
      <dd><code class="token">${cutless(replayOf(token, again))}</code></dd>
    </dl>
    ${
      rows.length === 0
        ? html`<p class="hint">The report holds no trace of it; the command above shows one.</p>`
        : html`<div class="steps" tabindex="0" role="group" aria-label="Steps of ${rule.id}">
            <p class="controls" hidden>
              <button type="button" data-go="-1">Back</button>
              <button type="button" data-go="1">Next</button>
              <button type="button" data-go="all">All steps</button>
              <output aria-live="polite"></output>
            </p>
            <ol>
              ${rows}
            </ol>
          </div>`
    }
  </article>`;
}

/** A token is copied: no character of it may be missing. Each piece is escaped by itself. */
function cutless(text: string): Markup {
  return html`${text.match(/[^]{1,300}/gu) ?? []}`;
}

function stepRow({ label, depth, given, isFirst, seen, after }: Part, known: Probe | null, isFailing: boolean): Markup {
  const told = seen.map(observed);
  const news = after === null ? [] : newsOf(known, after);
  return html`<li class="d${Math.min(depth, 4)}${isFailing ? ' failing' : ''}">
    <span class="label">${label}</span>
    <div>
      <code class="given">${isFirst ? stimulusText(given) : 'goes on'}</code>
      ${isFailing ? html`<strong class="here">✗ here</strong>` : NOTHING}
      ${
        told.length + news.length === 0
          ? html`<p class="hint">nothing</p>`
          : html`<ul>
              ${told.map((text) => html`<li>${text}</li>`)}
              ${news.length === 0 ? NOTHING : html`<li class="news">${news.join(', ')}</li>`}
            </ul>`
      }
    </div>
  </li>`;
}

function observed(one: Observed): string {
  switch (one.what) {
    case 'callback':
      return `${callText(one.call)}${one.call.size === 0 ? '' : `, ${one.call.size} buffered`}`;
    case 'scripted':
      return `${one.call.name}() raises, as scripted`;
    case 'raise':
      return `raises ${raiseText(one.raise)}`;
    case 'arrives':
      return `arrives: ${one.arrivals.map(arrivalText).join(', ')}`;
    case 'error':
      return `to the loop’s handler: ${raiseText(one.raise)}`;
    case 'restless':
      return 'does not come to rest';
  }
}

/** The part in which a rule fails: where its callback stands, or else where its step ends. The whole trace: the last. */
function placeOf(parts: readonly Part[], path: readonly number[]): number {
  if (path.length === 0) return parts.length - 1;
  const step = path.length % 2 === 0 ? path.slice(0, -1) : path;
  const isIt = (other: readonly number[]): boolean => other.join() === step.join();
  const inCall = parts.findIndex(({ seen }) =>
    seen.some((one) => one.what === 'callback' && one.path.join() === path.join()),
  );
  return path.length % 2 === 0 && inCall >= 0 ? inCall : parts.findLastIndex((part) => isIt(part.path));
}
