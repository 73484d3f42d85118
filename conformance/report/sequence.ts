/**
 * A trace as a sequence diagram of caller, transport and peer: whole lines for what happens during a call, dashed ones for
 * what comes while the loop settles. Shows what steps.ts shows as a table, which stays for papers too narrow for this.
 */
import { LOWER, type Given, type Probe, type Trace } from '../../machines/alphabet.js';
import type { Failure } from '../rule.js';
import { stimulusText } from './notation.js';
import { pieces, type Paper } from './paper.js';
import { arrivalText, callText, isSettling, newsOf, partsOf, raiseText, type Observed, type Part } from './parts.js';
import { failuresOf, type FailuresAt } from './steps.js';

/** Columns below which there is no room for it. */
export const NARROWEST_SEQUENCE = 68;

/** Step numbers count as in the script: the connection is 0, the first stimulus is 1. */
export function sequenceLines(paper: Paper, trace: Trace, failures: readonly Failure[] = []): string[] {
  return new Diagram(paper, failuresOf(failures, trace)).lines(trace);
}

/** Columns of a step's number, before the line of the caller. */
const LABEL = 6;
/** What each level of nesting takes from the lane of the calls. */
const DEEPER = 2;

type Stroke = '─' | '┄';
type Colour = (text: string) => string;
const PLAIN: Colour = (text) => text;

class Diagram {
  readonly #paper: Paper;
  readonly #failuresAt: FailuresAt;
  /** Columns between the lines of caller and transport, and between those of transport and peer. */
  readonly #calls: number;
  readonly #wire: number;
  readonly #lines: string[] = [];
  #known: Probe | null = null;
  /** The number that the next line shows, once. */
  #label = '';

  constructor(paper: Paper, failuresAt: FailuresAt) {
    this.#paper = paper;
    this.#failuresAt = failuresAt;
    const room = paper.width - LABEL - 3;
    this.#calls = Math.floor(room * 0.56);
    this.#wire = room - this.#calls;
  }

  lines(trace: Trace): string[] {
    const { dim, bold } = this.#paper.colors;
    const between = (from: number, text: string): string => text.padStart(from);
    this.#lines.push(
      bold(
        `${' '.repeat(LABEL - 2)}caller${between(this.#calls - 1, 'transport')}${between(this.#wire - 3, 'peer')}`.trimEnd(),
      ),
    );
    for (const part of partsOf(trace)) this.#part(part);
    this.#lines.push(dim(`${' '.repeat(LABEL)}── during the call   ┄┄ while the loop settles`));
    return this.#lines;
  }

  #part({ path, label, depth, given, isFirst, seen, after }: Part): void {
    const { dim } = this.#paper.colors;
    this.#label = label;
    const before = this.#lines.length;
    if (isFirst) this.#given(given, depth);
    const stroke = isSettling(given) ? '┄' : '─';
    for (const one of seen) this.#observed(one, depth, stroke);
    if (after === null) return;
    const news = newsOf(this.#known, after);
    this.#known = after;
    if (news.length > 0) this.#note(news.join(', '), depth, dim);
    else if (isFirst && seen.length === 0) this.#note('nothing', depth, dim);
    this.#failed(path);
    if (this.#lines.length === before) this.#label = '';
  }

  #given(given: Given, depth: number): void {
    const text = stimulusText(given);
    if (isSettling(given)) this.#note(text, depth, PLAIN, '├┄');
    // Of the caller's own buffer: the transport is not told.
    else if (given.do === 'tamper') this.#line(depth, `• ${text}`.padEnd(this.#calls - DEEPER * depth), '', PLAIN);
    else if ((LOWER as readonly string[]).includes(given.do)) this.#onWire(text, depth, '<', '');
    else this.#call(text, depth, '─', PLAIN, '', '>');
  }

  #observed(one: Observed, depth: number, stroke: Stroke): void {
    const { cyan, yellow, red } = this.#paper.colors;
    switch (one.what) {
      case 'callback': {
        const { call } = one;
        this.#call(callText(call), depth, stroke, cyan, '<', '', call.size === 0 ? '' : `${call.size} buffered`);
        this.#failed(one.path);
        return;
      }
      case 'scripted':
        return this.#call(`${one.call.name}() raises, as scripted`, depth, stroke, yellow, '', '>');
      case 'raise':
        return this.#call(`raises ${raiseText(one.raise)}`, depth, '─', yellow, '<', '');
      case 'arrives':
        for (const arrival of one.arrivals) this.#onWire(arrivalText(arrival), depth, '', '>', stroke);
        return;
      case 'error':
        return this.#call(`to the loop’s handler: ${raiseText(one.raise)}`, depth, stroke, yellow, '<', '');
      case 'restless':
        return this.#note('does not come to rest', depth, red);
    }
  }

  /** Between caller and transport; a text that is too long for one line stands above its arrow. */
  #call(text: string, depth: number, stroke: Stroke, colour: Colour, left: string, right: string, beside = ''): void {
    const { dim } = this.#paper.colors;
    const room = this.#calls - DEEPER * depth;
    const [last, above] = this.#broken(text, room - 6);
    for (const line of above) this.#line(depth, `  ${line}`.padEnd(room), '', colour);
    const arrow = `${left}${stroke}${left === '' ? stroke : ''} ${last} `;
    const drawn = `${arrow}${stroke.repeat(Math.max(0, room - arrow.length - right.length))}${right}`;
    const ends = { caller: left === '' ? '├' : '│', transport: right === '' ? '┤' : '│' };
    const note = beside === '' ? '' : dim(` ${beside}`);
    this.#line(depth, drawn, note, colour, ends, beside === '' ? 0 : beside.length + 1);
  }

  /** Between transport and peer. */
  #onWire(text: string, depth: number, left: string, right: string, stroke: Stroke = '─'): void {
    const room = this.#wire;
    const [last, above] = this.#broken(text, room - 6);
    const blank = ' '.repeat(this.#calls - DEEPER * depth);
    for (const line of above) this.#line(depth, blank, `  ${line}`, PLAIN, {}, line.length + 2);
    const arrow = `${left}${stroke}${left === '' ? stroke : ''} ${last} `;
    const drawn = `${arrow}${stroke.repeat(Math.max(0, room - arrow.length - right.length))}${right}`;
    const ends = { transport: left === '' ? '├' : '│', peer: right === '' ? '┤' : '│' };
    this.#line(depth, blank, drawn, PLAIN, ends, room);
  }

  /** Beside the transport: what it answers, or what the loop does. */
  #note(text: string, depth: number, colour: Colour, mark = '│ '): void {
    const [first, ...more] = this.#wrapped(text, this.#wire - 2);
    const blank = ' '.repeat(this.#calls - DEEPER * depth);
    const [line, pad] = [mark.charAt(0), mark.charAt(1)];
    this.#line(depth, blank, `${pad}${pad === ' ' ? '' : ' '}${colour(first ?? '')}`, PLAIN, { transport: line }, -1);
    for (const rest of more) this.#line(depth, blank, ` ${colour(rest)}`, PLAIN, {}, -1);
  }

  #failed(path: readonly number[]): void {
    const { red, bold } = this.#paper.colors;
    for (const { rule } of this.#failuresAt(path)) this.#lines.push(`${' '.repeat(LABEL)}${red('✗')} ${bold(rule.id)}`);
  }

  /** `width`: of what stands on the wire, without its colours; -1 where nothing follows it. */
  #line(
    depth: number,
    calls: string,
    wire: string,
    colour: Colour,
    { caller = '│', transport = '│', peer = '│' } = {},
    width = 0,
  ): void {
    const { dim } = this.#paper.colors;
    const lifelines = dim('│') + ' │'.repeat(depth).slice(0, -1);
    const label = dim(this.#label.slice(0, LABEL - 1).padEnd(LABEL));
    this.#label = '';
    const start = depth === 0 ? colour(caller) : lifelines + colour(caller);
    const end = width < 0 ? '' : ' '.repeat(Math.max(0, this.#wire - width)) + dim(peer);
    this.#lines.push(`${label}${start}${colour(calls)}${dim(transport)}${wire}${end}`.trimEnd());
  }

  /** The last line of a text, and those above it. */
  #broken(text: string, width: number): [string, readonly string[]] {
    const lines = this.#wrapped(text, width);
    return [lines.at(-1) as string, lines.slice(0, -1)];
  }

  #wrapped(text: string, width: number): readonly string[] {
    // A call is not broken between its arguments where it fits a line.
    const glued = text.length <= width ? pieces([text]) : text;
    return this.#paper
      .wrap(glued, width)
      .split('\n')
      .map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
  }
}
