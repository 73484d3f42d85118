/**
 * A machine that was not laid out, as boxes in boxes: what is active is lit, and so is what the last event could do.
 */
import { useMemo } from 'preact/hooks';
import { activeIn, nestOf, type Nest } from '../film/nested.js';
import { foreign } from './names.js';

interface Props {
  readonly definition: string;
  readonly value: unknown;
  /** The name of the last event. */
  readonly last: string;
}

export function Nested({ definition, value, last }: Props) {
  const nest = useMemo(() => nestOf(definition), [definition]);
  const active = new Set(activeIn(value));
  if (nest === null)
    return (
      <p class="soft">
        Its definition cannot be read as a machine; its value is {foreign(JSON.stringify(value) ?? 'none')}.
      </p>
    );
  return (
    <div class="nested">
      <Box nest={nest} active={active} last={last} />
    </div>
  );
}

function Box({
  nest,
  active,
  last,
}: {
  readonly nest: Nest;
  readonly active: ReadonlySet<string>;
  readonly last: string;
}) {
  const isOn = nest.path === '' || active.has(nest.path);
  return (
    <div
      class={`nest ${isOn ? 'on' : ''} ${nest.isParallel ? 'parallel' : ''}`}
      data-path={nest.path}
      title={foreign(nest.description) || undefined}
    >
      <p class="nest-name">
        {nest.isInitial ? <span class="dot" aria-label="initial" role="img" /> : null}
        {foreign(nest.key, 80)}
        {isOn && nest.path !== '' ? <span class="hidden"> (active)</span> : null}
        {nest.isFinal ? ' ◎' : ''}
      </p>
      {nest.on.length === 0 ? null : (
        <ul>
          {nest.on.map(({ event, to }) => (
            <li class={event === last ? 'last' : ''}>
              {foreign(event, 80)}
              {to === '' ? '' : ` → ${foreign(to, 80)}`}
            </li>
          ))}
        </ul>
      )}
      {nest.inner.length === 0 ? null : (
        <div class="inner">
          {nest.inner.map((inner) => (
            <Box nest={inner} active={active} last={last} />
          ))}
        </div>
      )}
    </div>
  );
}
