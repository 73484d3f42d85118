/**
 * A trace as a table: each step with what was given and what was seen, nested steps indented, and the rules that fail
 * beside the step where they do. Shows all of a trace in the order in which it came; judges nothing.
 */
import type { Probe, Trace } from '../../machines/alphabet.js';
import type { Failure } from '../rule.js';
import { stimulusText } from './notation.js';
import { row, type Paper } from './paper.js';
import { arrivalText, callText, newsOf, partsOf, raiseText, type Observed, type Part } from './parts.js';

/** Step numbers count as in the script: the connection is 0, the first stimulus is 1. */
export function traceLines(paper: Paper, trace: Trace, failures: readonly Failure[] = []): string[] {
  return new Table(paper, failuresOf(failures, trace)).lines(trace);
}

/** Which rules fail at a place of a trace. One that speaks of the whole trace stands at the end. */
export type FailuresAt = (path: readonly number[]) => readonly Failure[];

export function failuresOf(failures: readonly Failure[], { steps }: Trace): FailuresAt {
  const last = [steps.length - 1];
  return (path) =>
    failures.filter((failure) => {
      const at = failure.path.length === 0 ? last : failure.path;
      return at.length === path.length && at.every((place, i) => place === path[i]);
    });
}

class Table {
  readonly #paper: Paper;
  readonly #failuresAt: FailuresAt;
  readonly #widths: readonly number[];
  #known: Probe | null = null;

  constructor(paper: Paper, failuresAt: FailuresAt) {
    this.#paper = paper;
    this.#failuresAt = failuresAt;
    this.#widths = [6, Math.max(14, Math.min(36, Math.floor(paper.width * 0.42))), 0];
  }

  lines(trace: Trace): string[] {
    const { dim } = this.#paper.colors;
    return [
      ...this.#row(dim('Step'), dim('Stimulus'), [dim('Seen')]),
      ...partsOf(trace).flatMap((part) => this.#part(part)),
    ];
  }

  #part({ path, label, depth, given, isFirst, seen, after }: Part): string[] {
    const { dim } = this.#paper.colors;
    const shown = seen.flatMap((one) => this.#observed(one));
    if (after !== null) shown.push(...this.#changes(after), ...this.#failed(path));
    // Silence is an observation too.
    if (shown.length === 0) {
      if (!isFirst) return [];
      shown.push(dim('nothing'));
    }
    const indent = '  '.repeat(depth);
    if (isFirst) return this.#row(label, indent + stimulusText(given), shown);
    return this.#row(dim(label), indent + dim('(goes on)'), shown);
  }

  #observed(one: Observed): string[] {
    const { cyan, red } = this.#paper.colors;
    switch (one.what) {
      case 'callback': {
        const { call, path } = one;
        const size = call.size === 0 ? '' : `, ${call.size} buffered`;
        return [cyan(callText(call) + size), ...this.#failed(path)];
      }
      case 'scripted':
        return [`${one.call.name}() raises, as scripted`];
      case 'raise':
        return [`raises ${raiseText(one.raise)}`];
      case 'arrives':
        return [`arrives: ${one.arrivals.map(arrivalText).join(', ')}`];
      case 'error':
        return [`to the loop’s handler: ${raiseText(one.raise)}`];
      case 'restless':
        return [red('does not come to rest')];
    }
  }

  #changes(after: Probe): string[] {
    const news = newsOf(this.#known, after);
    this.#known = after;
    return news.length === 0 ? [] : [this.#paper.colors.dim(news.join(', '))];
  }

  #failed(path: readonly number[]): string[] {
    const { red, bold } = this.#paper.colors;
    return this.#failuresAt(path).map(({ rule }) => `${red('✗')} ${bold(rule.id)}`);
  }

  #row(label: string, stimulus: string, seen: readonly string[]): string[] {
    return row(this.#paper, [label, stimulus, seen.join('\n')], this.#widths);
  }
}
