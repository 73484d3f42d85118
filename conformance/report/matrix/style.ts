/**
 * The page's style sheet, as text: light and dark, narrow and wide, and on paper. Colours only repeat what symbols say.
 */

/** With a rule for each project, so that a box can hide its columns. */
export function styleFor(projects: number): string {
  const hidden = Array.from({ length: projects }, (_, index) => `body:has(#show-p${index}:not(:checked)) .p${index}`);
  return `${SHEET}${hidden.length === 0 ? '' : `${hidden.join(',\n')} { display: none; }\n`}${PAPER}`;
}

const SHEET = `
:root {
  --ink: #1b2430; --soft: #5a6675; --ground: #fdfdfb; --panel: #f3f5f4; --line: #d9dee0; --strong: #9aa6ad;
  --link: #0b5a8f; --ok: #2c7a4b; --ok-ground: #eef7f0; --bad: #a3151f; --bad-ground: #fbd9d7; --open: #7a5200;
  --open-ground: #fdf0cf; --other: #5b3a9e; --other-ground: #ece6fa; --shade: rgb(20 30 40 / 22%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e9ee; --soft: #9daab8; --ground: #12181f; --panel: #1a222b; --line: #2c3742; --strong: #53626f;
    --link: #7cc0f0; --ok: #7bcf98; --ok-ground: #16271d; --bad: #ffb0ab; --bad-ground: #5a1a1e; --open: #f2cf83;
    --open-ground: #40310f; --other: #c9b4ff; --other-ground: #2d2450; --shade: rgb(0 0 0 / 60%);
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 1.5rem 2rem 4rem; color: var(--ink); background: var(--ground);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { max-width: 90ch; margin: .5rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .88em; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .3rem .6rem; z-index: 9; }
.lead { font-size: 1.05rem; }
.facts { margin: .8rem 0; padding: .7rem 1rem .7rem 2rem; background: var(--panel); border-left: 3px solid var(--strong); max-width: 90ch; }
nav a { display: inline-block; margin-right: 1rem; padding: .2rem 0; }
.hint { color: var(--soft); }
.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
.tall { max-height: min(86vh, 60rem); }
table { border-collapse: separate; border-spacing: 0; font-size: .9rem; }
th { font-weight: 500; text-align: left; }
.list { width: 100%; }
.list th, .list td { padding: .28rem .6rem; border-top: 1px solid var(--line); vertical-align: top; }
.list thead th { position: sticky; top: 0; border-top: 0; background: var(--panel); color: var(--soft); font-size: .82rem; white-space: nowrap; z-index: 2; }
.list .project th { border-top-color: var(--strong); font-weight: 700; padding-top: .5rem; }
.list tbody th, .claim { white-space: nowrap; }
.list tr:not(.project) > th { padding-left: 1.4rem; }
.list tr:target { background: var(--open-ground); }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.list td.bad { color: var(--bad); font-weight: 600; }
.what { color: var(--soft); min-width: 18rem; overflow-wrap: anywhere; }
.mark { display: inline-block; min-width: 1.2em; text-align: center; font-weight: 700; }
.e0 { color: var(--ok); } .e1 { color: var(--bad); } .e3 { color: var(--open); } .ex { color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.4rem; list-style: none; padding: 0; margin: .8rem 0; font-size: .85rem; color: var(--soft); }
.legend li { display: flex; gap: .4rem; align-items: baseline; }
.legend .mark { flex: none; color: var(--ink); min-width: 1.7em; border-radius: 3px; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: .8rem 0; font-size: .88rem; }
.filters fieldset { border: 1px solid var(--line); border-radius: 6px; padding: .15rem .7rem .4rem; margin: 0; }
.filters legend { color: var(--soft); padding: 0 .3rem; }
.filters label { display: inline-block; margin-right: .8rem; white-space: nowrap; }
.grid th, .grid td { padding: 0; border-top: 1px solid var(--line); }
.grid thead th { position: sticky; top: 0; z-index: 2; background: var(--panel); border-top: 0; border-bottom: 1px solid var(--strong); vertical-align: bottom; }
.grid thead th a { display: block; writing-mode: vertical-rl; transform: rotate(180deg); padding: .5rem .1rem; margin: 0 auto; width: 1.75rem; line-height: 1.55rem; white-space: nowrap; color: inherit; text-decoration: none; font-size: .82rem; }
.grid thead th a:hover { text-decoration: underline; }
.grid thead .corner { left: 0; z-index: 3; padding: .4rem .6rem; color: var(--soft); }
.grid tbody th, .grid thead .corner { position: sticky; left: 0; border-right: 1px solid var(--strong); }
.grid tbody th { z-index: 1; background: var(--ground); min-width: 17rem; max-width: 21rem; }
.grid tbody th button { all: unset; display: flex; gap: .5rem; align-items: baseline; cursor: pointer; padding: .1rem .6rem; width: 100%; overflow-wrap: anywhere; line-height: 1.35; }
.grid tbody th button:hover { text-decoration: underline; text-underline-offset: .15em; }
.grid tbody th button:focus-visible, .grid td button:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
.grid .chapter th { position: sticky; left: 0; background: var(--panel); padding: .3rem 0; border-right: 0; max-width: none; }
.grid .chapter span { position: sticky; left: .6rem; font-weight: 700; padding-left: .6rem; }
.grid td { text-align: center; width: 1.75rem; min-width: 1.75rem; height: 1.6rem; line-height: 1.2; }
.grid .first { border-left: 1px solid var(--strong); }
.grid td sup { font-size: .75em; line-height: 0; }
.grid td button { all: unset; display: block; width: 100%; line-height: 1.6rem; cursor: pointer; font-weight: 700; box-sizing: border-box; }
.grid td button:hover { box-shadow: inset 0 0 0 2px currentcolor; }
.ok { color: var(--ok); background: var(--ok-ground); }
.bad { color: var(--bad); background: var(--bad-ground); }
.open { color: var(--open); background: var(--open-ground); }
.none { color: var(--soft); }
.list td.bad { background: none; }
.broke { box-shadow: inset 3px 0 0 var(--bad); }
.mended { box-shadow: inset 3px 0 0 var(--ok); }
.changes { box-shadow: none; }
.dialect td { color: var(--soft); font-size: .85rem; }
.dialect td.other { color: var(--other); background: var(--other-ground); font-weight: 700; }
.dialect td.bad { color: var(--bad); }
.dialect tbody th { padding: .25rem .6rem; }
.dialect small { display: block; color: var(--soft); font-weight: 400; line-height: 1.3; }
.dialect .key span { white-space: nowrap; margin-right: .5rem; }
.level { flex: none; font-size: .64rem; font-weight: 700; letter-spacing: .03em; min-width: 4.8em; color: var(--soft); }
.level.MUST { color: var(--ink); }
.card .level { border: 1px solid var(--strong); border-radius: 3px; padding: .1rem .35rem; }
body:has(#rows-broken:checked) .kept { display: none; }
.which { color: var(--soft); font-size: .88em; }
#open li, .changes li { margin: .15rem 0; max-width: 110ch; }
#findings > h2 { display: none; }
.card { width: min(46rem, calc(100vw - 1.5rem)); max-height: 86vh; overflow: auto; padding: 1rem 1.3rem 1.2rem; color: var(--ink); background: var(--ground); border: 1px solid var(--strong); border-radius: 8px; box-shadow: 0 12px 40px var(--shade); }
.card::backdrop { background: var(--shade); }
.card h3 { margin: 0 2rem .5rem 0; font-size: 1.1rem; outline: none; overflow-wrap: anywhere; }
.card .close { position: absolute; top: .6rem; right: .7rem; width: 2rem; height: 2rem; font-size: 1.3rem; line-height: 1; border: 0; border-radius: 4px; background: none; color: var(--soft); cursor: pointer; }
.card .close:hover { background: var(--panel); }
.card dl { display: grid; grid-template-columns: max-content 1fr; gap: .45rem 1rem; margin: .9rem 0; }
.card dt { color: var(--soft); }
.card dd { margin: 0; overflow-wrap: anywhere; }
.script { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem; margin: 0; padding: 0; }
.script li { display: flex; }
.script li:not(:last-child)::after { content: "→"; color: var(--soft); margin: 0 .15rem 0 .35rem; }
.script code { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .05rem .35rem; }
.cite { font-size: .88em; white-space: nowrap; }
.tokens { list-style: none; margin: .8rem 0 0; padding: 0; border-top: 1px solid var(--line); }
.tokens li { display: grid; grid-template-columns: 1fr max-content; gap: .1rem .6rem; padding: .4rem .5rem; border-bottom: 1px solid var(--line); }
.tokens li.from { background: var(--open-ground); }
.tokens code { grid-column: 1 / -1; user-select: all; color: var(--soft); font-size: .78em; overflow-wrap: anywhere; }
.copy { font: inherit; font-size: .8rem; color: var(--link); background: var(--ground); border: 1px solid var(--strong); border-radius: 4px; cursor: pointer; padding: 0 .6rem; }
#said { position: fixed; bottom: .5rem; right: 1rem; margin: 0; color: var(--soft); }
@media (max-width: 40rem) {
  body { padding: 1rem .8rem 3rem; font-size: 14px; }
  h1 { font-size: 1.45rem; }
  .grid tbody th { min-width: 9.5rem; max-width: 9.5rem; font-size: .8rem; }
  .grid tbody th button { display: block; padding: .15rem .4rem; }
  .grid .level { display: block; min-width: 0; }
  .what { white-space: nowrap; }
  .list th, .list td { padding: .28rem .45rem; }
  .card dl { grid-template-columns: 1fr; gap: .1rem; }
  .card dd { margin-bottom: .5rem; }
  .cite { white-space: normal; overflow-wrap: anywhere; }
}
`;

const PAPER = `
@media print {
  @page { size: A3 landscape; margin: 12mm; }
  :root { --ink: #000; --soft: #444; --ground: #fff; --panel: #f2f2f2; --line: #ccc; --strong: #888; --link: #000; --ok: #14532d;
    --ok-ground: #fff; --bad: #7f1d1d; --bad-ground: #f3d0ce; --open: #5c3d00; --open-ground: #f7edd0; --other: #3b2570; --other-ground: #e7e0f7; }
  body { padding: 0; font-size: 9pt; }
  nav, .skip, .filters, .close, .copy, #said, .hint { display: none; }
  .scroll { overflow: visible; max-height: none; border: 0; }
  .grid thead th, .grid tbody th, .grid .chapter th, .grid .chapter span, .list thead th { position: static; }
  .grid td, .grid tbody th { height: auto; font-size: 7pt; }
  .grid td { width: .95rem; min-width: .95rem; }
  .grid thead th a { width: .95rem; line-height: .95rem; font-size: 6.5pt; padding: .3rem 0; }
  .grid tbody th { min-width: 13rem; }
  tr, .card, li { break-inside: avoid; }
  thead { display: table-header-group; }
  td, th, .mark { print-color-adjust: exact; }
  #findings { columns: 2; column-gap: 1.5rem; break-before: page; }
  #findings > h2 { display: block; column-span: all; }
  .card[id^="f"], .card[id^="f"]:not(:popover-open) { display: block; position: static; width: auto; max-height: none; overflow: visible; margin: 0 0 .6rem; border: 1px solid #bbb; box-shadow: none; padding: .4rem .7rem; }
  .card[id^="f"] .tokens li { padding: .1rem .3rem; }
}
`;
