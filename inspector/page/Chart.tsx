/**
 * The statechart, as it was laid out when the page was built, with what is and what just happened lit. It draws nothing itself:
 * it marks the elements of the drawing by what they stand for.
 */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { PLACES, type Move } from '../film/moves.js';
import type { Lit } from '../film/lit.js';
import { lit, watchedActor } from './store.js';

type Detail = 'outline' | 'whole';
const detail = signal<Detail>('outline');

export function Chart() {
  return (
    <section class={`card chart-card ${detail.value}`} aria-labelledby="chart-title">
      <h2 id="chart-title" class="hidden">
        The contract as a statechart
      </h2>
      <div class="over">
        <div class="segments" role="group" aria-label="Detail of the drawing">
          {(['outline', 'whole'] as const).map((one) => (
            <button type="button" aria-pressed={detail.value === one} onClick={() => (detail.value = one)}>
              {one === 'outline' ? 'Outline' : 'In full'}
            </button>
          ))}
        </div>
      </div>
      <Drawing key={detail.value} which={detail.value} />
      <Caption />
    </section>
  );
}

function Drawing({ which }: { readonly which: Detail }) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const template = document.getElementById(which) as HTMLTemplateElement;
    const drawing = template.content.cloneNode(true) as DocumentFragment;
    const svg = drawing.firstElementChild as SVGSVGElement;
    const lamps = new Lamps(svg, which);
    holder.current?.replaceChildren(drawing);
    return effect(() => {
      if (lit.value === null) lamps.none();
      else lamps.light(lit.value);
    });
  }, [which]);
  return <div class={`chart ${which}`} ref={holder} tabIndex={0} role="group" aria-label="Drawing of the statechart" />;
}

/** The state in words, and the transition just taken. */
function Caption() {
  const now = lit.value;
  if (now === null) return <p class="caption">Nothing has happened yet.</p>;
  const life = PLACES.life[now.life];
  const moves = now.moves.filter(({ isIdle }) => !isIdle);
  const last = moves.findLast(({ arrow }) => arrow !== null) ?? moves.at(-1);
  return (
    <div class="caption">
      <p>
        <strong>{life?.name}</strong> {life?.description}
      </p>
      <p class="soft">
        {last === undefined ? (
          watchedActor.value ? (
            'How it came here was not told.'
          ) : (
            'No transition: nothing was due.'
          )
        ) : (
          <Told move={last} more={moves.length - 1} />
        )}
      </p>
    </div>
  );
}

function Told({ move, more }: { readonly move: Move; readonly more: number }) {
  const where = move.arrow === null ? `in ${named(move.from)}` : `${named(move.from)} → ${named(move.to)}`;
  return (
    <>
      <code>
        {move.on}
        {move.does === '' ? '' : ` / ${move.does}`}
      </code>{' '}
      {where}
      {more > 0 ? `, the last telling of ${more + 1} in this step` : ''}. {move.description}
    </>
  );
}

function named(id: string): string {
  return [...PLACES.life, ...PLACES.eof].find((place) => place.id === id)?.name ?? id;
}

/** The elements of a drawing by what they stand for. */
class Lamps {
  readonly #svg: SVGSVGElement;
  readonly #states = new Map<string, Element>();
  readonly #arrows = new Map<string, Element>();
  readonly #reactions = new Map<string, Element>();
  /** Of the outline: a line in each box, and a tag on each arrow, for what happens there. */
  readonly #doing = new Map<string, SVGTextElement>();
  readonly #tags = new Map<string, SVGTextElement>();
  #lit: Element[] = [];
  #written: SVGTextElement[] = [];

  constructor(svg: SVGSVGElement, which: Detail) {
    this.#svg = svg;
    for (const one of svg.querySelectorAll('[data-state]')) {
      const id = one.getAttribute('data-state') as string;
      this.#states.set(id, one);
      const line = one.querySelector<SVGTextElement>('.text');
      if (which === 'outline' && line !== null) {
        line.replaceChildren();
        line.classList.add('doing');
        this.#doing.set(id, line);
      }
    }
    for (const one of svg.querySelectorAll('[data-arrow]')) {
      const key = one.getAttribute('data-arrow') as string;
      this.#arrows.set(key, one);
      if (which === 'outline') this.#tags.set(key, tagOn(one));
    }
    for (const one of svg.querySelectorAll('[data-of]')) {
      for (const key of (one.getAttribute('data-of') ?? '').split(',')) this.#reactions.set(key, one);
    }
  }

  none(): void {
    for (const one of this.#lit) one.classList.remove('now', 'around', 'took', 'last');
    for (const one of this.#written) one.replaceChildren();
    this.#lit = [];
    this.#written = [];
  }

  light({ life, eof, moves }: Lit): void {
    this.none();
    const places = [PLACES.life[life], PLACES.eof[eof]];
    for (const place of places) {
      place?.ids.forEach((id, index) =>
        this.#add(this.#states.get(id), index === place.ids.length - 1 ? 'now' : 'around'),
      );
    }
    const last =
      moves.findLast(({ isIdle, arrow }) => !isIdle && arrow !== null) ?? moves.findLast(({ isIdle }) => !isIdle);
    for (const move of moves) {
      if (move.isIdle && move.arrow === null) continue;
      this.#add(move.arrow === null ? this.#reactions.get(move.key) : this.#arrows.get(move.arrow), 'took');
      if (move.arrow !== null) this.#write(this.#tags.get(move.arrow), move.on);
      else this.#write(this.#doing.get(move.from), move.does === '' ? move.on : `${move.on} / ${move.does}`);
      if (move === last)
        this.#add(move.arrow === null ? this.#reactions.get(move.key) : this.#arrows.get(move.arrow), 'last');
    }
    const names = places.map((place) => place?.name).join('; end of writing: ');
    this.#svg.setAttribute(
      'aria-label',
      `Statechart. Now ${names}.${last === undefined ? '' : ` Just now: ${last.on}.`}`,
    );
    this.#follow(places[0]?.ids.at(-1) ?? '');
  }

  #add(element: Element | undefined, name: string): void {
    if (element === undefined) return;
    element.classList.add(name);
    this.#lit.push(element);
  }

  #write(text: SVGTextElement | undefined, words: string): void {
    if (text === undefined) return;
    text.textContent = words;
    this.#written.push(text);
  }

  /** Where the drawing is larger than its frame, what is now is brought into sight. */
  #follow(id: string): void {
    const frame = this.#svg.parentElement;
    const box = this.#states.get(id);
    if (frame === null || box === undefined || frame.scrollHeight <= frame.clientHeight + 4) return;
    const [outer, inner] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
    frame.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }
}

/** Over an arrow's label, or on the middle of its longest leg. */
function tagOn(arrow: Element): SVGTextElement {
  const label = arrow.querySelector('.seen');
  const [x = '0', y = '0'] = label
    ? [label.getAttribute('x') ?? '0', `${Number(label.getAttribute('y')) - 20}`]
    : (arrow.getAttribute('data-at') ?? '').split(',');
  const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  text.setAttribute('class', label ? 'tag beside' : 'tag');
  text.setAttribute('x', x);
  text.setAttribute('y', `${Number(y) + 4}`);
  arrow.append(text);
  return text;
}
