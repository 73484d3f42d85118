/**
 * The page: its head, the three ways in, and who stands where. Keys step through the trace and press stimuli.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Chart } from './Chart.js';
import { Explore, press, STIMULI } from './Explore.js';
import { GIVEN } from './given.js';
import { Live } from './Live.js';
import { foreign } from './names.js';
import { Now } from './Now.js';
import { Replay } from './Replay.js';
import { at, film, frame, goTo, mode, openMode, redo, said, undo, type Mode } from './store.js';
import { TimeLine } from './TimeLine.js';

type Look = 'auto' | 'light' | 'dark';
const look = signal<Look>('auto');

const MODES: readonly { readonly id: Mode; readonly name: string }[] = [
  { id: 'explore', name: 'Explore' },
  ...(GIVEN.evidence.length + GIVEN.unseen.length > 0 || GIVEN.socket !== null
    ? [{ id: 'replay' as const, name: 'Replay' }]
    : []),
  ...(GIVEN.socket === null ? [] : [{ id: 'live' as const, name: 'Live' }]),
];

export function App() {
  useEffect(() => {
    document.documentElement.dataset['look'] = look.value;
  }, [look.value]);
  return (
    <>
      <header>
        <h1>
          <Mark /> Plimsoll <span class="soft">inspector</span>
        </h1>
        <nav aria-label="Ways in">
          {MODES.map(({ id, name }) => (
            <button type="button" aria-current={mode.value === id ? 'page' : undefined} onClick={() => openMode(id)}>
              {name}
            </button>
          ))}
        </nav>
        {GIVEN.subject === null ? null : <p class="who">{foreign(GIVEN.subject.name, 60)} beside the model</p>}
        <button
          type="button"
          class="quiet look"
          onClick={() => (look.value = NEXT[look.value])}
          aria-label={`Colours: ${look.value}`}
        >
          {look.value === 'auto' ? '◐' : look.value === 'light' ? '○' : '●'}
        </button>
      </header>
      <main class={mode.value}>
        <Chart />
        <div class="beside">
          {mode.value === 'live' ? <Live /> : null}
          <Now />
          {mode.value === 'explore' ? <Explore /> : null}
          {mode.value === 'replay' ? <Replay /> : null}
          {frame.value === null ? null : <TimeLine />}
        </div>
      </main>
      <p class="hidden" role="status" aria-live="polite">
        {said.value}
      </p>
    </>
  );
}

const NEXT: Readonly<Record<Look, Look>> = { auto: 'light', light: 'dark', dark: 'auto' };

/** The load line of a ship. */
function Mark() {
  return (
    <svg class="logo" viewBox="0 0 32 24" aria-hidden="true">
      <circle cx="16" cy="12" r="8.5" />
      <path d="M1 12H31" />
    </svg>
  );
}

/** Whoever types is not stepping. */
export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  if (target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
  const done = moves[key] ?? (mode.value === 'explore' ? presses[key] : undefined);
  if (done === undefined) return;
  event.preventDefault();
  done();
}

const moves: Readonly<Record<string, () => void>> = {
  ArrowRight: () => goTo(at.value + 1),
  ArrowLeft: () => goTo(at.value - 1),
  j: () => goTo(at.value + 1),
  k: () => goTo(at.value - 1),
  Home: () => goTo(0),
  End: () => goTo(Infinity),
  x: () => void (film.value.diverges >= 0 && goTo(film.value.diverges)),
};

const presses: Readonly<Record<string, () => void>> = {
  z: undo,
  y: redo,
  ...Object.fromEntries(STIMULI.flatMap(({ key, make }) => (key === undefined ? [] : [[key, () => press(make())]]))),
};
