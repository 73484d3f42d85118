/**
 * The moment: the five names of a transport's life with the one that holds, how far the end of writing has come, and the
 * vessels of the model and of the subject.
 */
import { computed } from '@preact/signals';
import { PLACES } from '../film/moves.js';
import { foreign } from './names.js';
import { at, current, film, frame, level, lit } from './store.js';
import { Vessel } from './Vessel.js';

const LIVES = ['open', 'paused', 'closing', 'aborted', 'lost'] as const;

export function Now() {
  const now = frame.value;
  const here = lit.value;
  if (here === null) return null;
  const life = PLACES.life[here.life];
  const eof = PLACES.eof[here.eof];
  const own = level.value;
  const isPaused = life?.ids.at(-1)?.endsWith('paused') ?? false;
  const { room } = here;
  return (
    <section class="card now" aria-labelledby="now-title">
      <h2 id="now-title" class="hidden">
        The moment
      </h2>
      <ol class="lives" aria-label="The life of the transport">
        {LIVES.map((name) => (
          <li
            class={`${name} ${life?.ids[0] === name ? 'here' : ''}`}
            aria-current={life?.ids[0] === name ? 'true' : undefined}
          >
            {name}
          </li>
        ))}
        <li class={`eof ${eof?.name === 'none' ? '' : 'here'}`}>EOF {eof?.name}</li>
      </ol>
      <div class="vessels">
        {own === null ? null : (
          <Vessel title={now?.subject ? 'Model' : 'The buffer'} level={own} isPaused={isPaused} room={room} />
        )}
        {now?.subject ? (
          <Vessel
            title={foreign(current.value?.subject ?? 'Subject', 40)}
            level={now.subject.level}
            isPaused={pausedAt.value}
            room={own === null ? null : room}
          />
        ) : null}
      </div>
    </section>
  );
}

/** Whether the subject has paused its protocol, for each frame, so that stepping need not count again. */
const told = computed(() => {
  let paused = false;
  return film.value.frames.map(({ subject }) => {
    for (const { text } of subject?.seen ?? []) {
      if (text === 'pause_writing()') paused = true;
      else if (text === 'resume_writing()') paused = false;
    }
    return paused;
  });
});
const pausedAt = computed(() => told.value[Math.min(at.value, told.value.length - 1)] ?? false);
