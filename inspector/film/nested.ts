/**
 * Any XState config as boxes in boxes, with what each state does on which event: for actors whose machine was not laid out.
 * The config is somebody's: nothing in it is relied on, and nothing is followed deeper than a screen would show.
 */
export interface Nest {
  readonly key: string;
  /** As in the value of a snapshot: keys from the root, with dots. */
  readonly path: string;
  readonly isParallel: boolean;
  readonly isFinal: boolean;
  readonly isInitial: boolean;
  readonly description: string;
  readonly on: readonly { readonly event: string; readonly to: string }[];
  readonly inner: readonly Nest[];
}

const DEEPEST = 8;
/** States in all; reactions of a state. */
const MOST = 400;
const MOST_ON = 40;

/** Null where it is no config that can be shown. */
export function nestOf(definition: string): Nest | null {
  let config: unknown;
  try {
    config = JSON.parse(definition);
  } catch {
    return null;
  }
  if (!isObject(config) || !isObject(config['states'])) return null;
  let left = MOST;
  return nest(text(config['id']) || 'machine', '', config, 0, false);

  function nest(key: string, path: string, node: Record<string, unknown>, depth: number, isInitial: boolean): Nest {
    const states = depth < DEEPEST && isObject(node['states']) ? Object.entries(node['states']) : [];
    const initial = text(node['initial']);
    return {
      key,
      path,
      isParallel: node['type'] === 'parallel',
      isFinal: node['type'] === 'final',
      isInitial,
      description: text(node['description']),
      on: reactionsOf(node),
      inner: states.flatMap(([name, inner]) => {
        if (!isObject(inner) || left-- <= 0) return [];
        return [nest(name, path === '' ? name : `${path}.${name}`, inner, depth + 1, name === initial)];
      }),
    };
  }
}

/** The paths of all states that a value is in. */
export function activeIn(value: unknown, path = '', depth = 0): readonly string[] {
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (typeof value === 'string') return [below(value)];
  if (!isObject(value) || depth > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, inner]) => [below(key), ...activeIn(inner, below(key), depth + 1)]);
}

function reactionsOf(node: Record<string, unknown>): Nest['on'] {
  const found: { event: string; to: string }[] = [];
  for (const [event, transitions] of [
    ...entries(node['on']),
    ...entries(node['after']).map(([delay, to]) => [`after ${delay}`, to] as const),
    ...(node['always'] === undefined ? [] : [['always', node['always']] as const]),
  ]) {
    for (const one of [transitions].flat()) {
      if (found.length >= MOST_ON) return found;
      found.push({ event, to: targetOf(one) });
    }
  }
  // Several ways of one event to one place are one line.
  return found.filter((one, i) => found.findIndex(({ event, to }) => event === one.event && to === one.to) === i);
}

function targetOf(transition: unknown): string {
  if (typeof transition === 'string') return transition;
  const target = isObject(transition) ? transition['target'] : undefined;
  return [target].flat().map(text).filter(Boolean).join(', ');
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
