/**
 * The time line: step by step what was given and what was seen, in two lanes, so that a callback during the call is told from
 * one that comes while the loop settles. Of a long trace a window is shown; the slider goes through all of it.
 */
import { Fragment } from 'preact';
import { memo } from 'preact/compat';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Frame, Seen, Side } from '../film/film.js';
import { isSettling } from '../../conformance/report/parts.js';
import { count, foreign } from './names.js';
import { at, current, film, frame, goTo, mode, script } from './store.js';

/** Rows of a window, and by how many it moves. */
const WINDOW = 60;
const PACE = 30;
/** Pixels: the head of the table, which stays, and about one row. */
const HEAD = 28;

export function TimeLine() {
  const { frames, isPaired, diverges } = film.value;
  const here = Math.min(at.value, frames.length - 1);
  const from = Math.max(0, Math.floor(here / PACE) * PACE - (WINDOW - PACE) / 2);
  const shown = frames.slice(from, from + WINDOW);
  const added =
    mode.value === 'explore' && script.value.stimuli.at(-1)?.do !== 'settle' ? script.value.stimuli.length + 1 : -1;
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const row = scroller.current?.querySelector('tr[aria-current]');
    const box = scroller.current;
    if (!row || !box) return;
    const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
    if (inner.top >= outer.top + HEAD && inner.bottom <= outer.bottom - HEAD) return;
    box.scrollTop += inner.top - outer.top - 2 * HEAD;
  }, [here, frames]);
  return (
    <section class="card line" aria-labelledby="line-title">
      <div class="card-head">
        <h2 id="line-title">Time line</h2>
        <Steps here={here} last={frames.length - 1} diverges={diverges} />
      </div>
      <div class="scroll" ref={scroller} tabIndex={0} role="group" aria-labelledby="line-title">
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" class="lane call">
                during the call
              </th>
              <th scope="col" class="lane settling">
                while settling
              </th>
              <th scope="col">wire</th>
            </tr>
          </thead>
          <tbody>
            {from > 0 ? <More n={from} way="before" to={from - 1} /> : null}
            {shown.map((one, index) => (
              <Fragment key={from + index}>
                <Row
                  frame={one}
                  place={from + index}
                  isHere={from + index === here}
                  isPaired={isPaired}
                  isAfter={diverges >= 0 && from + index > diverges}
                  isAdded={one.label === `${added}`}
                />
                <Why one={one} isHere={from + index === here} />
              </Fragment>
            ))}
            {from + WINDOW < frames.length ? (
              <More n={frames.length - from - WINDOW} way="after" to={from + WINDOW} />
            ) : null}
          </tbody>
        </table>
      </div>
      <p class="hint">
        {isPaired ? (
          <span>
            Where they differ, the <b class="who model">model</b> is above the{' '}
            <b class="who subject">{foreign(current.value?.subject ?? 'subject', 40)}</b>.{' '}
          </span>
        ) : null}
        <span class="keys">
          <kbd>←</kbd> <kbd>→</kbd> step
          {diverges >= 0 ? (
            <>
              {' '}
              · <kbd>x</kbd> the break
            </>
          ) : null}
          {mode.value === 'explore' ? (
            <>
              {' '}
              · <kbd>z</kbd> undo · <kbd>y</kbd> redo · the letters on the buttons press them
            </>
          ) : null}
        </span>
      </p>
    </section>
  );
}

function Steps({ here, last, diverges }: { readonly here: number; readonly last: number; readonly diverges: number }) {
  return (
    <div class="steps">
      <button
        type="button"
        class="quiet"
        onClick={() => goTo(at.value - 1)}
        disabled={here <= 0}
        aria-label="Step back"
      >
        ←
      </button>
      <label class="hidden" for="place">
        Place in the trace
      </label>
      <input
        id="place"
        type="range"
        min="0"
        max={Math.max(0, last)}
        value={here}
        aria-valuetext={`${frame.value?.label ?? 0}: ${frame.value?.text ?? ''}`}
        onInput={(event) => goTo(globalThis.Number(event.currentTarget.value))}
      />
      <button
        type="button"
        class="quiet"
        onClick={() => goTo(at.value + 1)}
        disabled={here >= last}
        aria-label="Step forward"
      >
        →
      </button>
      <span class="place">
        {count(here)} of {count(Math.max(0, last))}
      </span>
      {diverges >= 0 ? (
        <button type="button" class="quiet bad" onClick={() => goTo(diverges)}>
          ✗ to the break
        </button>
      ) : null}
    </div>
  );
}

function More({ n, way, to }: { readonly n: number; readonly way: string; readonly to: number }) {
  return (
    <tr class="more">
      <td colSpan={4}>
        <button type="button" class="quiet" onClick={() => goTo(to)}>
          {count(n)} more {way}
        </button>
      </td>
    </tr>
  );
}

interface RowProps {
  readonly frame: Frame;
  readonly place: number;
  readonly isHere: boolean;
  readonly isPaired: boolean;
  readonly isAfter: boolean;
  readonly isAdded: boolean;
}

const Row = memo(({ frame: one, place, isHere, isPaired, isAfter, isAdded }: RowProps) => {
  const isLoop = isSettling(one.given);
  const sides: readonly (readonly ['model' | 'subject' | 'both', Side | null])[] =
    isPaired && one.differs && !isAfter
      ? [
          ['model', one.model],
          ['subject', one.subject],
        ]
      : [['both', one.subject ?? one.model]];
  const names = ['row', isHere && 'here', one.broken.length > 0 && 'broken', isAfter && 'after', isAdded && 'added'];
  return (
    <tr class={names.filter(Boolean).join(' ')} aria-current={isHere ? 'step' : undefined}>
      <th scope="row">
        <button type="button" onClick={() => goTo(place)} class={`depth${Math.min(3, one.depth)}`}>
          <span class="n">{one.label}</span>
          <span class="given">{one.isFirst ? one.text : '(goes on)'}</span>
        </button>
        {isAdded ? <small>added at the end</small> : null}
      </th>
      <td class="lane call">
        <Lane sides={sides} has={({ lane }) => lane === 'call' || (lane === 'other' && !isLoop)} isOwn={!isLoop} />
      </td>
      <td class="lane settling">
        <Lane sides={sides} has={({ lane }) => lane === 'settling' || (lane === 'other' && isLoop)} isOwn={isLoop} />
      </td>
      <td class="wire">
        <Lane sides={sides} has={({ lane }) => lane === 'wire'} isOwn={false} />
      </td>
    </tr>
  );
});

/** The rules that fail at a step, below it. */
function Why({ one, isHere }: { readonly one: Frame; readonly isHere: boolean }) {
  if (one.broken.length === 0) return null;
  return (
    <tr class={`why ${isHere ? 'here' : ''}`}>
      <td colSpan={4}>
        {one.broken.map(({ rule, level }) => (
          <span>
            ✗ {rule} <span class="level">{level}</span>
          </span>
        ))}
      </td>
    </tr>
  );
}

interface LaneProps {
  readonly sides: readonly (readonly ['model' | 'subject' | 'both', Side | null])[];
  readonly has: (one: Seen) => boolean;
  /** Silence is told where something could have come. */
  readonly isOwn: boolean;
}

function Lane({ sides, has, isOwn }: LaneProps) {
  return (
    <>
      {sides.map(([who, side]) => {
        const seen = side?.seen.filter(has) ?? [];
        if (seen.length === 0 && !(who !== 'both' && isOwn)) return null;
        return (
          <div class={`side ${who}`}>
            {who === 'both' ? null : <span class="hidden">{who}: </span>}
            {seen.map(({ text, lane, size }) => (
              <span class={`seen ${lane}`} title={size ? `${count(size)} bytes buffered` : undefined}>
                {foreign(text)}
              </span>
            ))}
            {seen.length === 0 ? <span class="silent">{side === null ? 'not reached' : 'nothing'}</span> : null}
          </div>
        );
      })}
    </>
  );
}
