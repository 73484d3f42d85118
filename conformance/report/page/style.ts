/**
 * The style sheet of a run's page, as text: light and dark, narrow and wide, and on paper. Colours only repeat what symbols
 * and numbers say.
 */
export const STYLE = `
:root {
  --ink: #1b2430; --soft: #56616f; --ground: #fdfdfb; --panel: #f3f5f4; --line: #d9dee0; --strong: #8d99a1;
  --link: #0b5a8f; --ok: #226a3f; --bad: #a3151f; --bad-ground: #fbe3e1; --open: #745000; --open-ground: #fdf0cf;
  --h0: #fbd9d7; --h1: #e6eef7; --h2: #c3d9ee; --h3: #8fb9de; --h4: #1f6aa5; --h4-ink: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e9ee; --soft: #a3b0bd; --ground: #12181f; --panel: #1a222b; --line: #2c3742; --strong: #5c6b78;
    --link: #7cc0f0; --ok: #7bcf98; --bad: #ffb0ab; --bad-ground: #4a1a1d; --open: #f2cf83; --open-ground: #3a2d10;
    --h0: #5a1a1e; --h1: #1a2a3a; --h2: #1e3d59; --h3: #24567f; --h4: #7cc0f0; --h4-ink: #0c1620;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem 2rem 4rem; color: var(--ink); background: var(--ground);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; }
h3 { font-size: 1.05rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
p { max-width: 90ch; margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .88em; overflow-wrap: anywhere; }
small { color: var(--soft); font-weight: 400; font-size: .85em; }
section + section { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 2rem; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .3rem .6rem; z-index: 9; }
.brand { color: var(--soft); letter-spacing: .08em; text-transform: uppercase; font-size: .78rem; margin: 0 0 .3rem; }
.lead { font-size: 1.05rem; }
.hint, .cite { color: var(--soft); }
.cite { font-size: .85em; }
.subjects { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }
.broken { columns: 22rem; padding-left: 1.2rem; overflow-wrap: anywhere; }
.warning { background: var(--open-ground); border-left: 3px solid var(--open); padding: .5rem .9rem; }
.mark { display: inline-block; min-width: 1.1em; font-weight: 700; }
.e0, .ok .mark { color: var(--ok); } .e1, .bad .verdict { color: var(--bad); } .e3, .open .verdict { color: var(--open); }
.none .verdict { color: var(--soft); }
.bad .verdict { font-weight: 600; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: separate; border-spacing: 0; font-size: .9rem; }
.rules { width: 100%; }
.rules th, .rules td { text-align: left; vertical-align: top; padding: .3rem .7rem; border-top: 1px solid var(--line); font-weight: 400; }
.rules thead th { border-top: 0; color: var(--soft); background: var(--panel); font-size: .82rem; }
.rules .chapter th { background: var(--panel); font-weight: 700; }
.rules tr.bad { background: var(--bad-ground); }
.rules tbody th { min-width: 12rem; overflow-wrap: anywhere; }
.verdict { white-space: nowrap; }
.heat { font-variant-numeric: tabular-nums; }
.heat th { font-weight: 400; text-align: left; white-space: nowrap; padding: .15rem .6rem; }
.heat thead th { vertical-align: bottom; padding: .4rem .1rem; text-align: center; }
.heat thead span { writing-mode: vertical-rl; transform: rotate(180deg); }
.heat thead .corner, .heat tbody th { position: sticky; left: 0; background: var(--ground); border-right: 1px solid var(--strong); padding: .15rem .6rem; text-align: left; }
.heat td { text-align: center; min-width: 2.6rem; height: 1.7rem; border: 1px solid var(--ground); font-size: .8rem; }
.h0 { background: var(--h0); color: var(--bad); font-weight: 700; } .h1 { background: var(--h1); } .h2 { background: var(--h2); }
.h3 { background: var(--h3); } .h4 { background: var(--h4); color: var(--h4-ink); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; list-style: none; padding: 0; font-size: .85rem; color: var(--soft); }
.swatch { display: inline-block; min-width: 2.6rem; text-align: center; border: 1px solid var(--line); margin-right: .3rem; height: 1.5rem; vertical-align: middle; line-height: 1.4rem; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.2rem; margin: 1rem 0; }
.card:target { border-color: var(--link); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1rem; margin: .8rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.token { user-select: all; color: var(--soft); }
.steps { background: var(--panel); border-radius: 6px; padding: .6rem .9rem; }
.controls { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: 0 0 .6rem; }
.controls button { font: inherit; font-size: .85rem; padding: .25rem .8rem; color: var(--link); background: var(--ground); border: 1px solid var(--strong); border-radius: 4px; cursor: pointer; }
.controls button:disabled { color: var(--soft); opacity: .6; cursor: default; }
.controls output { color: var(--soft); font-size: .85rem; margin-left: .4rem; }
.steps ol { list-style: none; margin: 0; padding: 0; }
.steps ol > li { display: grid; grid-template-columns: 3rem minmax(0, 1fr); padding: .25rem .4rem; border-left: 3px solid transparent; }
.steps ol > li.now { border-left-color: var(--link); background: var(--ground); }
.steps ol > li.failing { border-left-color: var(--bad); background: var(--bad-ground); }
.steps .d1 { margin-left: 1.4rem; } .steps .d2 { margin-left: 2.8rem; } .steps .d3 { margin-left: 4.2rem; } .steps .d4 { margin-left: 5.6rem; }
.steps .label { color: var(--soft); font-variant-numeric: tabular-nums; }
.steps .given { font-weight: 600; }
.steps .here { color: var(--bad); margin-left: .6rem; }
.steps ul { margin: .1rem 0 .2rem; padding-left: 1.2rem; overflow-wrap: anywhere; }
.steps p { margin: .1rem 0; }
.news { color: var(--soft); }
@media (max-width: 40rem) {
  body { padding: 1rem .8rem 3rem; font-size: 14px; }
  h1 { font-size: 1.35rem; }
  .rules thead { display: none; }
  .rules, .rules tbody, .rules tr { display: block; }
  .rules tr { padding: .3rem .5rem; border-top: 1px solid var(--line); }
  .rules tr.chapter { background: var(--panel); }
  .rules th, .rules td { display: inline-block; border: 0; padding: .05rem .2rem; }
  .rules tbody th, .rules td:last-child { display: block; min-width: 0; }
  .rules tbody th { font-weight: 600; }
  .heat tbody th, .heat thead .corner { max-width: 7rem; white-space: normal; padding: .1rem .3rem; font-size: .78rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: .1rem; } dd { margin-bottom: .4rem; }
  .card { padding: .8rem; }
  .steps { padding: .5rem; } .steps ol > li { grid-template-columns: 2.2rem minmax(0, 1fr); }
}
@media print { .controls, .skip { display: none; } .scroll { overflow: visible; } .card { break-inside: avoid; } }
`;
