/**
 * One script in a Python program: the protocol with what it does in its callbacks, and the function that goes through the
 * stimuli. Sizes are those of the trace; the places to look at are the scene's.
 */
import type { CallbackName, Reaction, Script, Step } from '../../../machines/alphabet.js';
import { letters } from '../looks.js';
import type { Scene } from '../scene.js';
import { linesOf, type Naming } from './calls.js';
import type { Stage } from './kernel.js';
import { INDENT, indented } from './text.js';

const COUNTERS: { readonly [K in CallbackName]?: string } = {
  pause_writing: 'pauses',
  resume_writing: 'resumes',
  data_received: 'receipts',
  eof_received: 'ends',
  connection_lost: 'losses',
};

export class Act {
  readonly #scene: Scene;
  readonly #stage: Stage;
  readonly #naming: Naming;
  /** Looks by the place of their step. */
  readonly #looks: ReadonlySet<string>;
  /** Stands after the names of its class and its function, where there are several. */
  readonly #suffix: string;

  constructor(scene: Scene, stage: Stage, suffix: string) {
    this.#scene = scene;
    this.#stage = stage;
    this.#naming = { transport: 'transport', letters: letters(scene.trace), keeps: isTampered(scene.script) };
    this.#looks = new Set(scene.looks.map(({ path }) => path.join()));
    this.#suffix = suffix;
  }

  protocol(): string {
    const { script, trace, watched } = this.#scene;
    const base = this.#stage.isAsync ? '(asyncio.Protocol)' : '';
    // Something may come of a reset too, and then the answer matters.
    const reads =
      stimuliOf(script).some((one) => one.do === 'peer_data' || one.do === 'peer_eof') || hears(trace.steps);
    const told: CallbackName[] = ['pause_writing', 'resume_writing'];
    if (reads) told.push('data_received', 'eof_received');
    told.push('connection_lost');
    const counted = told.filter((name) => script.reactions.some(({ on }) => on === name));
    const lines = [
      `class Protocol${this.#suffix}${base}:`,
      ...(counted.length === 0 ? [] : [`${INDENT}${counted.map((name) => COUNTERS[name]).join(' = ')} = 0`, '']),
    ];
    const note = (text: string): string =>
      watched.sizesInCallbacks
        ? `seen.append(f'${text} with {self.transport.get_write_buffer_size()} buffered')`
        : text.includes('{')
          ? `seen.append(f'${text}')`
          : `seen.append('${text}')`;
    const methods: [CallbackName, string, string][] = [
      ['connection_made', 'transport', 'connection_made()'],
      ...told.map((name): [CallbackName, string, string] => {
        if (name === 'data_received') return [name, 'data', 'data_received({len(data)} bytes)'];
        if (name === 'connection_lost') return [name, 'error', 'connection_lost({name_of(error)})'];
        return [name, '', `${name}()`];
      }),
    ];
    methods.forEach(([name, argument, text], index) => {
      if (index > 0) lines.push('');
      lines.push(`${INDENT}def ${name}(self${argument === '' ? '' : `, ${argument}`}):`);
      if (name === 'connection_made') lines.push(`${INDENT.repeat(2)}self.transport = transport`);
      const isLookedAt = this.#looks.has('0');
      if (name !== 'connection_made' || isLookedAt) lines.push(INDENT.repeat(2) + note(text));
      lines.push(...this.#reactions(name).map((line) => (line === '' ? '' : INDENT.repeat(2) + line)));
      if (name === 'eof_received' && script.keepOpen) lines.push(`${INDENT.repeat(2)}return True`);
    });
    return lines.join('\n');
  }

  main(): string {
    const { script, trace } = this.#scene;
    const { isAsync } = this.#stage;
    const opening = this.#stage.opening.map((line) => line.replace('Protocol', `Protocol${this.#suffix}`));
    const settle = isAsync ? 'await settle()' : 'settle()';
    const lines = [`${isAsync ? 'async ' : ''}def main${this.#suffix}():`, '    global peer'];
    const put = (...more: readonly string[]): void => void lines.push(...more.map(indented));
    if (isAsync) {
      put(
        'loop = asyncio.get_running_loop()',
        'loop.set_exception_handler(',
        '    lambda _, context: errors.append(f"{name_of(context.get(\'exception\'))} told to the loop")',
        ')',
      );
    }
    const [last = 0] = this.#scene.looks.at(-1)?.path ?? [];
    const isAtStart = this.#looks.has('0');
    if (isAtStart && !this.#scene.watched.wire) put('begin()');
    put(...opening.slice(0, -1));
    if (isAtStart && this.#scene.watched.wire) put('begin()');
    put(...opening.slice(-1), settle);
    if (isAtStart) put(...(this.#scene.watched.rest ? [isAsync ? 'await watch()' : 'watch()'] : []), 'look(transport)');
    for (let at = 1; at <= last; at++) {
      const step = trace.steps[at] as Step;
      if (step.stimulus.do !== 'settle') {
        const scripted = script.stimuli[at - 1];
        put(...this.#call(step, [at], this.#naming, scripted === undefined ? '' : commentOf(scripted)));
        continue;
      }
      const isLookedAt = this.#looks.has(`${at}`);
      if (isLookedAt) put('begin()');
      put(settle);
      if (isLookedAt && this.#scene.watched.rest) put(isAsync ? 'await watch()' : 'watch()');
      if (isLookedAt) put('look(transport)');
    }
    return lines.join('\n');
  }

  /** What is done inside a callback. The steps of the trace say which sizes, and where to look. */
  #reactions(name: CallbackName): string[] {
    const counter = COUNTERS[name];
    const reactions = this.#scene.script.reactions.filter(
      ({ on, do: done, raises }) => on === name && (done.length > 0 || raises),
    );
    if (reactions.length === 0) return [];
    const calls = this.#callsOf(name);
    const lines = counter === undefined ? [] : [`self.${counter} += 1`];
    const most = Math.max(...reactions.map(({ times }) => times));
    const distinct = Array.from({ length: Math.max(1, Math.min(most, calls.length)) }, (_, at) => calls[at]);
    // Where all is done once, or alike each time, it is written once.
    const bodies = distinct.map((call, at) => this.#bodyOf(reactions, at, call));
    if (counter === undefined) return bodies[0]?.lines ?? [];
    const same = bodies.every((body) => body.lines.join('\n') === bodies[0]?.lines.join('\n'));
    const isUniform = reactions.every(({ times }) => times === most);
    if (same && isUniform)
      return [...lines, `if self.${counter} <= ${most}:`, ...(bodies[0]?.lines ?? []).map(indented)];
    bodies.forEach((body, at) => lines.push(`if self.${counter} == ${at + 1}:`, ...body.lines.map(indented)));
    return lines;
  }

  #bodyOf(
    reactions: readonly Reaction[],
    at: number,
    call: { steps: readonly Step[]; path: readonly number[] } | undefined,
  ) {
    const naming = { ...this.#naming, transport: 'self.transport' };
    const lines: string[] = [];
    let raises = false;
    let place = 0;
    for (const reaction of reactions) {
      if (at >= reaction.times) continue;
      raises ||= reaction.raises === true;
      for (let i = 0; i < reaction.do.length; i++, place++) {
        const step = call?.steps[place];
        if (step === undefined) continue; // never came so far
        lines.push(...this.#call(step, [...(call?.path ?? []), place], naming));
      }
    }
    if (raises) lines.push('raise ScriptedError');
    return { lines: lines.length === 0 ? ['pass'] : lines };
  }

  /** The calls of a callback in the trace, with their places. */
  #callsOf(name: CallbackName): { steps: readonly Step[]; path: readonly number[] }[] {
    const found: { steps: readonly Step[]; path: readonly number[] }[] = [];
    const visit = (step: Step, path: readonly number[]): void => {
      step.calls.forEach((call, index) => {
        const at = [...path, index];
        if (call.name === name) found.push({ steps: call.steps, path: at });
        call.steps.forEach((inner, place) => visit(inner, [...at, place]));
      });
    };
    this.#scene.trace.steps.forEach((step, index) => visit(step, [index]));
    return found;
  }

  #call(step: Step, path: readonly number[], naming: Naming, comment = ''): string[] {
    const { before, call } = linesOf(step.stimulus, naming);
    const isLookedAt = this.#looks.has(path.join());
    const text = call + comment;
    const guarded =
      isLookedAt || step.raised !== null
        ? ['try:', indented(text), 'except Exception as error:', indented("seen.append(f'{name_of(error)} raised')")]
        : [text];
    if (!isLookedAt) return [...before, ...guarded];
    return [...before, 'begin()', ...guarded, `look(${naming.transport})`];
  }
}

export function stimuliOf({ stimuli, reactions }: Script) {
  return [...stimuli, ...reactions.flatMap((reaction) => reaction.do)];
}

export function isTampered(script: Script): boolean {
  return stimuliOf(script).some((one) => one.do === 'tamper');
}

/** Where a size was given in relation to something, what it is. */
function commentOf(stimulus: Script['stimuli'][number]): string {
  const relative: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('plus' in value) {
      const { to, at, plus } = value as { to?: string; at?: string; plus: number };
      const mark = to ?? at ?? '';
      relative.push(
        `${to === undefined ? '' : 'to '}${mark}${plus === 0 ? '' : plus > 0 ? ` + ${plus}` : ` - ${-plus}`}`,
      );
    } else Object.values(value).forEach(visit);
  };
  visit(stimulus);
  return relative.length === 0 ? '' : `  # ${relative.join(', ')}`;
}

/** Something of the peer is told. */
function hears(steps: readonly Step[]): boolean {
  return steps.some(({ calls }) =>
    calls.some(({ name, steps: nested }) => name === 'data_received' || name === 'eof_received' || hears(nested)),
  );
}
