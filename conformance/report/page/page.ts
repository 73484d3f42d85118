/**
 * A run as one page that needs nothing else: no network, no framework, no server. Its policy lets run only the one style
 * sheet and the one script that are in it, by their hashes; without the script it can be read all the same.
 */
import { createHash } from 'node:crypto';
import { CHAPTERS } from '../../rule.js';
import type { Report, RuleResult } from '../../verdict.js';
import { urlOf } from '../finding.js';
import {
  amissIn,
  CLAIMS,
  EVIDENCE,
  excuse,
  evidenceAgainst,
  exitOf,
  headline,
  standingOf,
  type Standing,
} from '../formats/standing.js';
import { html, NOTHING, ours, type Markup } from '../matrix/markup.js';
import { count, counted } from '../paper.js';
import type { Account } from '../read.js';
import { BEHAVIOUR } from './behaviour.js';
import { counterexample } from './counterexample.js';
import { heatMap } from './heat.js';
import { STYLE } from './style.js';

export function page(accounts: readonly Account[]): string {
  const policy = `default-src 'none'; style-src '${hash(STYLE)}'; script-src '${hash(BEHAVIOUR)}'; base-uri 'none'; form-action 'none'`;
  const exit = exitOf(accounts);
  const [first] = accounts;
  const title =
    accounts.length === 1 && first !== undefined
      ? `${nameOf(first)} ${first.report === undefined ? 'was not judged' : CLAIMS[exit]}`
      : `${counted(accounts.length, 'subject')}: exit code ${exit}`;
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${ours(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>Plimsoll: ${title}</title>
        ${ours(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">To the report</a>
        <header>
          <p class="brand">Plimsoll</p>
          ${
            accounts.length === 1
              ? NOTHING
              : html`<h1>${title}</h1>
                  <ul class="subjects">
                    ${accounts.map((account, index) => html`<li><a href="#s${index}">${mark(account)} ${nameOf(account)}</a></li>`)}
                  </ul>`
          }
        </header>
        <main id="main">${accounts.map(section)}</main>
        ${ours(`<script>${BEHAVIOUR}</script>`)}
      </body>
    </html> `;
  return `${text.trim()}\n`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function nameOf({ report, unjudged }: Account): string {
  return report?.subject.name ?? unjudged?.subject ?? '';
}

const MARKS = { 0: '✓', 1: '✗', 3: '?' } as const;

function mark({ report }: Account): Markup {
  const exit = report?.exit ?? 3;
  return html`<span class="mark e${exit}" aria-hidden="true">${MARKS[exit]}</span>`;
}

function section(account: Account, index: number): Markup {
  if (account.report === undefined) {
    const { subject, reason } = account.unjudged;
    return html`<section id="s${index}">
      <h1>${mark(account)} ${subject} was not judged</h1>
      <p class="lead">${reason}</p>
    </section>`;
  }
  const { report, writer } = account;
  const { subject, options, cases, steps, exit } = report;
  const against = evidenceAgainst(report);
  const searched =
    options.exhaustive === undefined
      ? `seed ${options.seed}, ${counted(options.runs, 'random case')}`
      : `every script of up to ${counted(options.exhaustive, 'boundary stimulus', 'boundary stimuli')}`;
  const shown = report.rules.filter((result) => result.counterexample !== undefined);
  return html`<section id="s${index}">
    <h1>${mark(account)} ${subject.name} ${CLAIMS[exit]}</h1>
    <p class="lead">${subject.version}</p>
    <p class="hint">
      Profile ${options.profile}; ${searched}; ${counted(cases, 'case')} and ${counted(steps, 'step')} judged by
      Plimsoll ${writer.plimsoll}.
    </p>
    ${against === null ? NOTHING : html`<p class="warning">Not ${EVIDENCE}: ${against}</p>`}
    ${amissIn(report).map(({ title, text }) => html`<p class="warning">${title}: ${text}</p>`)}
    ${report.doubts.map(({ message }) => html`<p class="warning">In doubt: ${message}</p>`)}
    ${report.faults.map(({ message }) => html`<p class="warning">The harness failed: ${message}</p>`)}
    ${report.disagreements.map(({ message }) => html`<p class="warning">The judges disagree: ${message}</p>`)}
    ${brokenList(report, index)} ${rulesTable(report, index)} ${heatMap(report.coverage)}
    ${
      shown.length === 0
        ? NOTHING
        : html`<h2>What shows it</h2>
            <p class="hint">
              Each script is as short as could be found. Go through it with the buttons, or with the arrow keys where it
              has the focus.
            </p>
            ${shown.map((result) => counterexample(result, `${anchor(index, result)}`, writer.again))}`
    }
  </section>`;
}

const SHOWN: { readonly [S in Standing]: { readonly symbol: string; readonly style: string } } = {
  pass: { symbol: '✓', style: 'ok' },
  fail: { symbol: '✗', style: 'bad' },
  advice: { symbol: '~', style: 'open' },
  known: { symbol: '!', style: 'none' },
  open: { symbol: '?', style: 'open' },
  skip: { symbol: '–', style: 'none' },
};

function rulesTable({ rules }: Report, index: number): Markup {
  const chapterOf = ({ rule: { id } }: RuleResult): string => id.slice(0, id.indexOf('/'));
  const known: readonly string[] = CHAPTERS;
  const chapters = [...new Set([...known, ...rules.map(chapterOf)])];
  return html`<h2>Rules</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Rules">
      <table class="rules">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Verdict</th>
            <th scope="col">Level</th>
            <th scope="col">What it says</th>
          </tr>
        </thead>
        ${chapters.map((chapter) => {
          const own = rules.filter((result) => chapterOf(result) === chapter);
          const kept = own.filter(({ verdict }) => verdict === 'pass').length;
          return own.length === 0
            ? NOTHING
            : html`<tbody>
                <tr class="chapter">
                  <th colspan="4" scope="rowgroup">
                    ${chapter} <small>${count(kept)} of ${count(own.length)} pass</small>
                  </th>
                </tr>
                ${own.map((result) => ruleRow(result, index))}
              </tbody>`;
        })}
      </table>
    </div>`;
}

/** Before all that holds, what does not. */
function brokenList({ rules }: Report, index: number): Markup {
  const broken = rules.filter((result) => ['fail', 'advice'].includes(standingOf(result)));
  if (broken.length === 0) return NOTHING;
  return html`<h2>${counted(broken.length, 'rule')} not kept</h2>
    <ul class="broken">
      ${broken.map(
        (result) =>
          html`<li>
            ${result.counterexample === undefined ? result.rule.id : html`<a href="#${anchor(index, result)}">${result.rule.id}</a>`}
            <small>${result.rule.level}</small>
          </li>`,
      )}
    </ul>`;
}

function ruleRow(result: RuleResult, index: number): Markup {
  const { rule, verdict, counterexample: shown } = result;
  const { symbol, style } = SHOWN[standingOf(result)];
  const name = rule.id.slice(rule.id.indexOf('/') + 1);
  const isTold = verdict !== 'pass' && shown === undefined;
  const clause = /^[\w.]+$/.test(rule.clause)
    ? html`<a class="cite" href="${urlOf(rule.clause)}">${rule.clause.replace(/^asyncio\./, '')}</a>`
    : html`<span class="cite">${rule.clause}</span>`;
  return html`<tr class="${style}">
    <th scope="row">${shown === undefined ? name : html`<a href="#${anchor(index, result)}">${name}</a>`}</th>
    <td class="verdict">
      <span class="mark" aria-hidden="true">${symbol}</span>
      ${result.known === undefined ? verdict : `known ${verdict}`}
    </td>
    <td>${rule.level}</td>
    <td>
      ${rule.statement}
      ${clause}${result.known === undefined ? NOTHING : html`<br /><span class="hint">${excuse(result)}</span>`}${isTold ? html`<br /><span class="hint">${headline(result)}</span>` : NOTHING}
    </td>
  </tr>`;
}

function anchor(index: number, { rule }: RuleResult): string {
  return `s${index}-${rule.id.replaceAll(/[^\w-]/g, '-')}`;
}
