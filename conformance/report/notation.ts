/**
 * Scripts in a notation for readers, such as `write(to high+1) · settle`. The words are asyncio's and the alphabet's.
 * One way only: what brings a script back is its token.
 */
import type { Amount, Given, Item, Mark, Reaction, Script, Stimulus } from '../../machines/alphabet.js';

/** A stimulus as it stands in a script or, its sizes being numbers, in a trace. */
export function stimulusText(stimulus: Stimulus | Given): string {
  switch (stimulus.do) {
    case 'write':
      return `write(${chunk(stimulus)})`;
    case 'writelines':
      if (stimulus.as === 'not-iterable') return 'writelines(no iterable)';
      return `writelines(${stimulus.as === 'generator' ? 'generator of ' : ''}[${runs(stimulus.items).join(', ')}])`;
    case 'set_write_buffer_limits':
      return `set_write_buffer_limits(${[...limit('high', stimulus.high), ...limit('low', stimulus.low)].join(', ')})`;
    case 'tamper':
      return stimulus.how === 'edit' ? 'edit the last chunk' : 'clear the last chunk';
    case 'drain':
      return `drain(${stimulus.n === 'all' ? 'all' : amount(stimulus.n)})`;
    case 'peer_data':
      return `peer_data(${amount(stimulus.n)})`;
    case 'write_eof':
    case 'close':
    case 'abort':
      return `${stimulus.do}()`;
    case 'connect':
    case 'stall':
    case 'peer_eof':
    case 'peer_reset':
    case 'settle':
      return stimulus.do;
  }
}

/**
 * A script in lines: its stimuli, then one line for each reaction. Each line is a list of pieces that should not be
 * broken; they are shown with dots between them.
 */
export function scriptLines(script: Script): readonly (readonly string[])[] {
  const { stimuli, reactions, keepOpen } = script;
  const first = stimuli.length === 0 ? ['nothing but the connection'] : stimuli.map(stimulusText);
  return [first, ...reactions.map(reactionPieces), ...(keepOpen ? [['in eof_received(): return True']] : [])];
}

function reactionPieces({ on, times, do: stimuli, raises }: Reaction): string[] {
  const done = [...stimuli.map(stimulusText), ...(raises ? ['raise'] : [])];
  const where = times === 1 ? `in ${on}()` : `in the first ${times} ${on}()`;
  const [first = 'nothing', ...rest] = done;
  return [`${where}: ${first}`, ...rest];
}

/** Items, those that repeat many times as `1 × 40`. */
function runs(items: readonly Item[]): string[] {
  const shown: string[] = [];
  for (let at = 0; at < items.length;) {
    const text = chunk(items[at] as Item);
    let end = at + 1;
    while (end < items.length && chunk(items[end] as Item) === text) end++;
    if (end - at > 3) shown.push(`${text} × ${end - at}`);
    else for (let i = at; i < end; i++) shown.push(text);
    at = end;
  }
  return shown;
}

function chunk({ n, kind }: Item): string {
  if (kind === 'wrong') return 'wrong type';
  return kind === 'bytes' ? amount(n) : `${kind} ${amount(n)}`;
}

function amount(n: Amount): string {
  return typeof n === 'number' ? `${n}` : `to ${n.to}${plus(n.plus)}`;
}

function limit(name: 'high' | 'low', mark: Mark | undefined): string[] {
  if (mark === undefined) return [];
  return [`${name}=${typeof mark === 'number' ? mark : `${mark.at}${plus(mark.plus)}`}`];
}

function plus(n: number): string {
  return n === 0 ? '' : n > 0 ? `+${n}` : `${n}`;
}
