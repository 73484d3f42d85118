/**
 * The matrix as one page that needs nothing else: no network, no framework, no server. Its policy lets run only the one
 * style sheet and the one script that are in it, by their hashes; without the script it can be read all the same.
 */
import { createHash } from 'node:crypto';
import { BEHAVIOUR } from './behaviour.js';
import { dialects } from './dialects.js';
import { findings } from './findings.js';
import { grid } from './grid.js';
import { html, NOTHING, ours, type Markup } from './markup.js';
import { projectsOf, type Matrix } from './matrix.js';
import { styleFor } from './style.js';
import { betweenReleases, notJudged, subjects } from './tables.js';
import { facts } from './words.js';

export function matrixPage(matrix: Matrix): string {
  const style = styleFor(projectsOf(matrix).length);
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(BEHAVIOUR)}'; base-uri 'none'; form-action 'none'`;
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${ours(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>Plimsoll: who keeps which promise</title>
        ${ours(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#rules">To the rules</a>
        <header>
          <h1>Who keeps which promise</h1>
          <p class="lead">
            asyncio’s
            <a href="https://docs.python.org/3/library/asyncio-protocol.html#asyncio.WriteTransport">WriteTransport</a>
            is a contract that many transports implement. Each was judged by the same rules, and each failure below is
            shown by a script of a few calls.
          </p>
          <ul class="facts">
            ${facts(matrix).map((fact) => html`<li>${fact}</li>`)}
          </ul>
          ${contents(matrix)}
        </header>
        <main>
          ${subjects(matrix)} ${betweenReleases(matrix)} ${grid(matrix, projectsOf(matrix))} ${dialects(matrix)}
          ${notJudged(matrix)} ${findings(matrix)}
        </main>
        <p id="said" role="status" aria-live="polite"></p>
        ${ours(`<script>${BEHAVIOUR}</script>`)}
      </body>
    </html> `;
  return text;
}

function contents(matrix: Matrix): Markup {
  const changed = matrix.columns.some(({ cells }) => [...cells.values()].some(({ change }) => change !== null));
  return html`<nav aria-label="Sections">
    <a href="#subjects">Subjects</a> ${changed ? html`<a href="#releases">Between releases</a> ` : NOTHING}<a
      href="#rules"
      >Rules</a
    >
    <a href="#dialects">Dialects</a> <a href="#open">Not judged</a>
  </nav>`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
