/**
 * What can be done to a transport, as buttons with sizes; every click is one more stimulus of a script, which can be taken back
 * and copied as a token. Freedom is changed here as well: choices, limits.
 */
import { signal } from '@preact/signals';
import {
  CALLBACKS,
  CHUNK_KINDS,
  type Amount,
  type CallbackName,
  type ChunkKind,
  type Stimulus,
} from '../../machines/alphabet.js';
import {
  allowed,
  CHOICE_NAMES,
  CHOICES,
  dialect,
  PROFILE_NAMES,
  PROFILES,
  type ChoiceName,
} from '../../machines/choices.js';
import { GIVEN } from './given.js';
import { foreign } from './names.js';
import {
  change,
  choices,
  chosen,
  future,
  give,
  limits,
  past,
  profile,
  redo,
  script,
  toEnd,
  trouble,
  undo,
} from './store.js';
import { Token } from './Token.js';

/** The sizes that are one press away; what is typed is a number of bytes. */
const AMOUNTS: readonly { readonly name: string; readonly n: Amount }[] = [
  { name: 'to high', n: { to: 'high', plus: 0 } },
  { name: 'high + 1', n: { to: 'high', plus: 1 } },
];

const picked = signal(1);
const typed = signal('1000');
const kind = signal<ChunkKind>('bytes');
const inside = signal<CallbackName | null>(null);
const low = signal('');
const high = signal('');

/** No chunk or drain is larger; the model takes no more at once. */
const MOST = 1_048_576;

function amount(): Amount {
  return AMOUNTS[picked.value]?.n ?? number();
}

function number(): number {
  const n = Math.floor(Number(typed.value));
  return Number.isFinite(n) ? Math.min(MOST, Math.max(0, n)) : 0;
}

function mark(text: string): number | undefined {
  const n = Number(text);
  return text.trim() === '' || !Number.isFinite(n) ? undefined : n;
}

export function press(stimulus: Stimulus): void {
  const isUpper = !['drain', 'stall', 'peer_data', 'peer_eof', 'peer_reset', 'settle'].includes(stimulus.do);
  give(stimulus, isUpper ? inside.value : null);
}

/** By the key that presses it; also what the page's shortcuts do. */
export const STIMULI: readonly {
  readonly key?: string;
  readonly name: string;
  readonly lane: 'caller' | 'peer' | 'loop';
  readonly make: () => Stimulus;
}[] = [
  { key: 'w', name: 'write', lane: 'caller', make: () => ({ do: 'write', n: amount(), kind: kind.value }) },
  {
    name: 'writelines',
    lane: 'caller',
    make: () => ({ do: 'writelines', items: [{ n: amount(), kind: kind.value }], as: 'list' }),
  },
  { key: 'e', name: 'write_eof', lane: 'caller', make: () => ({ do: 'write_eof' }) },
  { key: 'c', name: 'close', lane: 'caller', make: () => ({ do: 'close' }) },
  { key: 'a', name: 'abort', lane: 'caller', make: () => ({ do: 'abort' }) },
  { name: 'edit chunk', lane: 'caller', make: () => ({ do: 'tamper', how: 'edit' }) },
  { key: 'd', name: 'drain to low', lane: 'peer', make: () => ({ do: 'drain', n: { to: 'low', plus: 0 } }) },
  { name: 'to zero', lane: 'peer', make: () => ({ do: 'drain', n: { to: 'zero', plus: 0 } }) },
  { name: 'n bytes', lane: 'peer', make: () => ({ do: 'drain', n: number() }) },
  { name: 'open', lane: 'peer', make: () => ({ do: 'drain', n: 'all' }) },
  { name: 'stall', lane: 'peer', make: () => ({ do: 'stall' }) },
  { name: 'data', lane: 'peer', make: () => ({ do: 'peer_data', n: 5 }) },
  { name: 'EOF', lane: 'peer', make: () => ({ do: 'peer_eof' }) },
  { name: 'reset', lane: 'peer', make: () => ({ do: 'peer_reset' }) },
  { key: 's', name: 'settle', lane: 'loop', make: () => ({ do: 'settle' }) },
];

export function Explore() {
  return (
    <section class="card explore" aria-labelledby="explore-title">
      <h2 id="explore-title" class="hidden">
        Stimuli
      </h2>
      <div class="row">
        <span class="row-name" id="size-name">
          bytes
        </span>
        <div class="segments" role="group" aria-labelledby="size-name">
          {AMOUNTS.map(({ name }, index) => (
            <button type="button" aria-pressed={picked.value === index} onClick={() => (picked.value = index)}>
              {name}
            </button>
          ))}
        </div>
        <input
          class={`bytes ${picked.value < 0 ? 'on' : ''}`}
          type="number"
          min="0"
          max={MOST}
          aria-label="n, a number of bytes"
          value={typed.value}
          onFocus={() => (picked.value = -1)}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            picked.value = -1;
          }}
        />
        <select
          aria-label="Made of"
          value={kind.value}
          onChange={(event) => (kind.value = event.currentTarget.value as ChunkKind)}
        >
          {CHUNK_KINDS.map((one) => (
            <option value={one}>{one === 'wrong' ? 'wrong type' : one}</option>
          ))}
        </select>
      </div>
      <div class="row">
        <span class="row-name">caller</span>
        <div class="presses">
          <Presses lane="caller" />
          <Limits />
        </div>
      </div>
      <div class="row">
        <span class="row-name">peer</span>
        <div class="presses">
          <Presses lane="peer" />
        </div>
      </div>
      <div class="row">
        <span class="row-name">loop</span>
        <div class="presses">
          <Presses lane="loop" />
          <span class="gap" />
          <button type="button" class="quiet" onClick={undo} disabled={past.value.length === 0}>
            undo
          </button>
          <button type="button" class="quiet" onClick={redo} disabled={future.value.length === 0}>
            redo
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => change({ stimuli: [], reactions: [], keepOpen: false })}
            disabled={script.value.stimuli.length + script.value.reactions.length === 0}
          >
            start over
          </button>
        </div>
      </div>
      {trouble.value === null ? null : (
        <p class="trouble" role="alert">
          {foreign(trouble.value)}
        </p>
      )}
      <details>
        <summary>Inside callbacks, limits and choices{changed() === 0 ? '' : ` (${changed()} changed)`}</summary>
        <Inside />
        {GIVEN.subject === null ? <AtStart /> : null}
        <Choices />
      </details>
      <Token />
    </section>
  );
}

function Presses({ lane }: { readonly lane: 'caller' | 'peer' | 'loop' }) {
  return (
    <>
      {STIMULI.filter((one) => one.lane === lane).map(({ name, key, make }) => (
        <button type="button" class={`press ${lane}`} aria-keyshortcuts={key} onClick={() => press(make())}>
          {name}
          {key === undefined ? null : <kbd aria-hidden="true">{key}</kbd>}
        </button>
      ))}
    </>
  );
}

function Limits() {
  const set = (): void => {
    const [l, h] = [mark(low.value), mark(high.value)];
    press({ do: 'set_write_buffer_limits', ...(h !== undefined && { high: h }), ...(l !== undefined && { low: l }) });
  };
  return (
    <span class="limits">
      <button type="button" class="press caller" onClick={set}>
        set limits
      </button>
      <input
        type="number"
        placeholder="low"
        aria-label="low"
        value={low.value}
        onInput={(event) => (low.value = event.currentTarget.value)}
      />
      <input
        type="number"
        placeholder="high"
        aria-label="high"
        value={high.value}
        onInput={(event) => (high.value = event.currentTarget.value)}
      />
    </span>
  );
}

/** What the caller does next is done now, or each time inside a callback's first call. */
function Inside() {
  return (
    <div class="row">
      <label for="inside">The caller’s next stimuli are given</label>
      <select
        id="inside"
        value={inside.value ?? ''}
        onChange={(event) => (inside.value = (event.currentTarget.value || null) as CallbackName | null)}
      >
        <option value="">now</option>
        {CALLBACKS.map((name) => (
          <option value={name}>inside {name}()</option>
        ))}
      </select>
      <label class="check">
        <input
          type="checkbox"
          checked={script.value.keepOpen}
          onChange={(event) => change({ ...script.value, keepOpen: event.currentTarget.checked })}
        />{' '}
        eof_received() answers True
      </label>
    </div>
  );
}

function AtStart() {
  const put = (which: 'low' | 'high') => (event: { readonly currentTarget: HTMLInputElement }) => {
    const n = Math.max(0, Math.floor(Number(event.currentTarget.value) || 0));
    const next = { ...limits.value, [which]: n };
    if (next.low <= next.high) limits.value = next;
    toEnd();
  };
  return (
    <div class="row">
      <span>Limits at the start</span>
      <label>
        low <input type="number" min="0" value={limits.value.low} onChange={put('low')} />
      </label>
      <label>
        high <input type="number" min="0" value={limits.value.high} onChange={put('high')} />
      </label>
    </div>
  );
}

function changed(): number {
  return Object.keys(chosen.value).length;
}

function Choices() {
  const base = dialect(PROFILES[profile.value]);
  return (
    <>
      <div class="row">
        <label for="profile">Profile</label>
        <select
          id="profile"
          value={profile.value}
          onChange={(event) => {
            profile.value = event.currentTarget.value as typeof profile.value;
            chosen.value = {};
            toEnd();
          }}
        >
          {PROFILE_NAMES.map((name) => (
            <option value={name}>{name}</option>
          ))}
        </select>
        <button type="button" class="quiet" disabled={changed() === 0} onClick={() => ((chosen.value = {}), toEnd())}>
          as the profile has them
        </button>
      </div>
      <ul class="choices">
        {CHOICE_NAMES.map((name) => (
          <Choice name={name} isOther={choices.value[name] !== base[name]} />
        ))}
      </ul>
    </>
  );
}

function Choice({ name, isOther }: { readonly name: ChoiceName; readonly isOther: boolean }) {
  const values = allowed(name, PROFILES[profile.value]);
  return (
    <li class={isOther ? 'other' : ''}>
      <label for={`choice-${name}`}>{CHOICES[name].statement}</label>
      <select
        id={`choice-${name}`}
        value={choices.value[name]}
        disabled={values.length < 2}
        onChange={(event) => {
          chosen.value = { ...chosen.value, [name]: event.currentTarget.value };
          toEnd();
        }}
      >
        {values.map((value) => (
          <option value={value}>{value}</option>
        ))}
      </select>
    </li>
  );
}
