/**
 * What happens elsewhere while one looks on: a run of the suite, and XState actors that were pointed here.
 */
import { GIVEN } from './given.js';
import { actors, dropped, over, suite, watched, type Actor } from './heard.js';
import { count, foreign } from './names.js';
import { Nested } from './Nested.js';
import { link } from './socket.js';
import { evidence, open } from './store.js';

export function Live() {
  const actor = actors.value.get(watched.value ?? '');
  return (
    <>
      <section class="card live" aria-labelledby="live-title">
        <h2 id="live-title">Live</h2>
        {link.value === 'gone' ? <p class="trouble">The server has ended; what was heard of it stays here.</p> : null}
        <Suite />
        {dropped.value > 0 ? (
          <p class="trouble">{count(dropped.value)} messages came too fast, and were left out.</p>
        ) : null}
        {actors.value.size === 0 ? suite.value === null ? <How /> : null : <Actors />}
      </section>
      {actor === undefined ? null : <ActorCard actor={actor} />}
    </>
  );
}

function Suite() {
  const now = suite.value;
  if (now === null) return null;
  return (
    <div class="suite">
      <p>
        <strong>{foreign(now.subject)}</strong> <span class="soft">{foreign(now.phase)}</span>{' '}
        {now.violations === 0 ? null : <span class="bad">✗ {count(now.violations)} broken</span>}
      </p>
      <progress max={Math.max(1, now.total)} value={now.done} aria-label="Scripts run" />
      <p class="soft">
        {count(now.done)} of {count(now.total)}
      </p>
      {over.value === null ? null : <p role="status">{foreign(over.value.sentence)}</p>}
      {evidence.value.length === 0 ? null : (
        <ul class="findings">
          {evidence.value.map((one, index) => (
            <li>
              <button type="button" class="quiet bad" onClick={() => open(index)}>
                ✗ {one.broken.map(({ rule }) => rule).join(', ')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function How() {
  const url = `ws://${location.host}${GIVEN.socket?.replace(/page$/, 'actor')}`;
  return (
    <>
      <p>Nothing is attached yet. An XState actor comes here with</p>
      <pre tabIndex={0}>
        <code>{`import { createWebSocketInspector } from '@statelyai/inspect';

const { inspect } = createWebSocketInspector({
  url: '${url}',
});
createActor(machine, { inspect }).start();`}</code>
      </pre>
      <p>
        and a run of the suite with <code>plimsoll run --inspect</code>.
      </p>
    </>
  );
}

function Actors() {
  return (
    <ul class="actors" aria-label="Actors">
      {[...actors.value.values()].map(({ id, name, status }) => (
        <li>
          <button type="button" aria-pressed={watched.value === id} onClick={() => (watched.value = id)}>
            {foreign(name, 60)} <span class="soft">{foreign(status, 20)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function ActorCard({ actor }: { readonly actor: Actor }) {
  return (
    <section class="card actor" aria-labelledby="actor-title">
      <h2 id="actor-title">{foreign(actor.name, 60)}</h2>
      {actor.isOurs ? (
        <p class="soft">It runs our machine: its states are lit on the drawing.</p>
      ) : actor.definition === null ? (
        <p class="soft">
          It is no machine, or too large to draw: its value is {foreign(JSON.stringify(actor.value) ?? 'none')}.
        </p>
      ) : (
        <Nested definition={actor.definition} value={actor.value} last={actor.last} />
      )}
      <details>
        <summary>Context</summary>
        <pre tabIndex={0}>
          <code>{foreign(actor.context, 20_000)}</code>
        </pre>
      </details>
      <ol class="events" aria-label="Events, the last first">
        {actor.events.map(({ name, event }) => (
          <li>
            <code>{foreign(name, 80)}</code> <span class="soft">{foreign(event, 200)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
