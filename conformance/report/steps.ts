/**
 * A trace as a table: each step with what was given and what was seen, nested steps indented, and the rules that fail
 * beside the step where they do. Shows all of a trace in the order in which it came; judges nothing.
 */
import type { Arrival, Callback, Probe, Raise, Step, Trace } from '../../machines/alphabet.js';
import type { Failure } from '../rule.js';
import { stimulusText } from './notation.js';
import { row, type Paper } from './paper.js';
import { plain } from './plain.js';

/** Step numbers count as in the script: the connection is 0, the first stimulus is 1. */
export function traceLines(paper: Paper, trace: Trace, failures: readonly Failure[] = []): string[] {
  return new Table(paper, failures, trace.steps.length - 1).lines(trace);
}

class Table {
  readonly #paper: Paper;
  readonly #failures: readonly Failure[];
  readonly #last: number;
  readonly #widths: readonly number[];
  readonly #lines: string[] = [];
  #known: Probe | null = null;
  /** Bytes told as arrived so far. */
  #arrived = 0;

  constructor(paper: Paper, failures: readonly Failure[], last: number) {
    this.#paper = paper;
    this.#failures = failures;
    this.#last = last;
    this.#widths = [6, Math.max(14, Math.min(36, Math.floor(paper.width * 0.42))), 0];
  }

  lines(trace: Trace): string[] {
    const { dim } = this.#paper.colors;
    this.#row(dim('Step'), dim('Stimulus'), [dim('Seen')]);
    trace.steps.forEach((step, index) => this.#step(step, [index], `${index}`, ''));
    return this.#lines;
  }

  /** Nested steps cut a step into parts: what came before them, and what came after. */
  #step(step: Step, path: readonly number[], number: string, indent: string): void {
    const { red, cyan, dim } = this.#paper.colors;
    let label = number;
    let stimulus = indent + stimulusText(step.stimulus);
    let seen: string[] = [];
    let nested = 0;
    let isNew = true;
    const flush = (): void => {
      this.#row(label, stimulus, seen);
      label = dim(number);
      stimulus = indent + dim('(goes on)');
      seen = [];
      isNew = false;
    };
    // Between callbacks only where steps stand between them: elsewhere what arrived is told once, at the end.
    const isCut = step.calls.some(({ steps }) => steps.length > 0);
    let wire = step.wire;
    const arrives = (arrivals: readonly Arrival[]): void => {
      if (arrivals.length > 0) seen.push(`arrives: ${arrivals.map(arrivalText).join(', ')}`);
      this.#arrived += arrivals.reduce((sum, arrival) => sum + bytesOf(arrival), 0);
    };
    step.calls.forEach((call, index) => {
      if (isCut) {
        const [before, after] = splitAt(wire, call.arrived - this.#arrived);
        arrives(before);
        wire = after;
      }
      seen.push(cyan(callText(call)), ...this.#failed([...path, index]));
      if (call.steps.length > 0) {
        flush();
        call.steps.forEach((inner, at) => {
          this.#step(inner, [...path, index, at], `${number}.${++nested}`, `${indent}  `);
        });
      }
      if (call.raised) seen.push(`${call.name}() raises, as scripted`);
    });
    if (step.raised !== null) seen.push(`raises ${raiseText(step.raised)}`);
    arrives(wire);
    for (const error of step.errors) seen.push(`to the loop’s handler: ${raiseText(error)}`);
    if (step.restless) seen.push(red('does not come to rest'));
    seen.push(...this.#changes(step.after), ...this.#failed(path));
    // Silence is an observation too.
    if (seen.length === 0 && isNew) seen.push(dim('nothing'));
    if (seen.length > 0) flush();
  }

  /** What the transport answers, as far as it is news. */
  #changes(after: Probe): string[] {
    const known = this.#known;
    this.#known = after;
    const news = [
      ...(known?.size === after.size ? [] : [`size ${after.size}`]),
      ...(known?.high === after.high ? [] : [`high ${after.high}`]),
      ...(known?.low === after.low ? [] : [`low ${after.low}`]),
      ...((known?.closing ?? false) === after.closing ? [] : [after.closing ? 'closing' : 'not closing']),
      ...((known?.eof ?? true) === after.eof ? [] : [after.eof ? 'can write EOF' : 'cannot write EOF']),
    ];
    return news.length === 0 ? [] : [this.#paper.colors.dim(news.join(', '))];
  }

  /** A rule that speaks of the whole trace has no place of its own: it stands at the end. */
  #failed(path: readonly number[]): string[] {
    const { red, bold } = this.#paper.colors;
    const here = this.#failures.filter((failure) => {
      const at = failure.path.length === 0 ? [this.#last] : failure.path;
      return at.length === path.length && at.every((place, i) => place === path[i]);
    });
    return here.map(({ rule }) => `${red('✗')} ${bold(rule.id)}`);
  }

  #row(label: string, stimulus: string, seen: readonly string[]): void {
    this.#lines.push(...row(this.#paper, [label, stimulus, seen.join('\n')], this.#widths));
  }
}

/** A callback with what was buffered when it came. */
function callText(call: Callback): string {
  const size = call.size === 0 ? '' : `, ${call.size} buffered`;
  switch (call.name) {
    case 'data_received':
      return `data_received(${call.n ?? 0} bytes)${size}`;
    case 'connection_lost':
      return `connection_lost(${call.error ? raiseText(call.error) : 'None'})${size}`;
    case 'eof_received':
      return `eof_received()${call.raised ? '' : ` -> ${call.kept === true ? 'True' : 'False'}`}${size}`;
    default:
      return `${call.name}()${size}`;
  }
}

function raiseText({ kind, type, message }: Raise): string {
  const what = type === kind || type === '' ? kind : `${plain(type)} (${kind})`;
  return message === '' ? what : `${what}: ${plain(message)}`;
}

function bytesOf(arrival: Arrival): number {
  if (arrival === 'eof') return 0;
  return 'unknown' in arrival ? arrival.unknown : arrival[1] - arrival[0];
}

/** The first n bytes that arrived, and the rest. An end of the stream between them is of the rest. */
function splitAt(wire: readonly Arrival[], n: number): [readonly Arrival[], readonly Arrival[]] {
  const before: Arrival[] = [];
  let left = n;
  for (const [index, arrival] of wire.entries()) {
    if (left <= 0) return [before, wire.slice(index)];
    const size = bytesOf(arrival);
    if (size <= left || arrival === 'eof') before.push(arrival);
    else {
      const [head, tail] = cut(arrival, left);
      return [
        [...before, head],
        [tail, ...wire.slice(index + 1)],
      ];
    }
    left -= size;
  }
  return [before, []];
}

function cut(arrival: Exclude<Arrival, 'eof'>, n: number): [Arrival, Arrival] {
  if ('unknown' in arrival) return [{ unknown: n }, { unknown: arrival.unknown - n }];
  const [from, to, edited] = arrival;
  const at = from + n;
  return edited === undefined
    ? [
        [from, at],
        [at, to],
      ]
    : [
        [from, at, edited],
        [at, to, edited],
      ];
}

function arrivalText(arrival: Arrival): string {
  if (arrival === 'eof') return 'EOF';
  if ('unknown' in arrival) return `${arrival.unknown} bytes that nobody wrote`;
  const [from, to, edited] = arrival;
  const range = to - from === 1 ? `byte ${from}` : `bytes ${from} to ${to - 1}`;
  return edited === undefined ? range : `${range} edited`;
}
