/**
 * How the rules' own scripts are written down, so that a chapter reads like a page of the contract.
 * Makes data only; no rule and no judgement.
 */
import type {
  Amount,
  CallbackName,
  ChunkKind,
  Container,
  Item,
  Mark,
  Reaction,
  Script,
  Stimulus,
  UpperStimulus,
} from '../../machines/alphabet.js';

/** A script of stimuli alone. */
export const script = (...stimuli: Stimulus[]): Script => ({ stimuli, reactions: [], keepOpen: false });

/** The same script with eof_received() answering true. */
export const keepingOpen = (given: Script): Script => ({ ...given, keepOpen: true });

/** The same script with stimuli run inside a callback, at its first call. */
export const inside = (on: CallbackName, stimuli: readonly UpperStimulus[], given: Script): Script => ({
  ...given,
  reactions: [...given.reactions, { on, times: 1, do: stimuli } satisfies Reaction],
});

/** The same script with a callback that raises at its first call. */
export const raisingIn = (on: CallbackName, given: Script): Script => ({
  ...given,
  reactions: [...given.reactions, { on, times: 1, do: [], raises: true } satisfies Reaction],
});

export const write = (n: Amount, kind: ChunkKind = 'bytes'): UpperStimulus => ({ do: 'write', n, kind });
export const writelines = (items: readonly (Amount | Item)[], as: Container = 'list'): UpperStimulus => ({
  do: 'writelines',
  items: items.map((item) => (isItem(item) ? item : { n: item, kind: 'bytes' })),
  as,
});
export const wrong: Item = { n: 0, kind: 'wrong' };
export const writeEof: UpperStimulus = { do: 'write_eof' };
export const close: UpperStimulus = { do: 'close' };
export const abort: UpperStimulus = { do: 'abort' };
export const limits = (high?: Mark, low?: Mark): UpperStimulus => ({
  do: 'set_write_buffer_limits',
  ...(high === undefined ? {} : { high }),
  ...(low === undefined ? {} : { low }),
});
export const edit: UpperStimulus = { do: 'tamper', how: 'edit' };
export const clear: UpperStimulus = { do: 'tamper', how: 'clear' };

export const drain = (n: Amount | 'all'): Stimulus => ({ do: 'drain', n });
export const stall: Stimulus = { do: 'stall' };
export const peerData = (n: number): Stimulus => ({ do: 'peer_data', n });
export const peerEof: Stimulus = { do: 'peer_eof' };
export const peerReset: Stimulus = { do: 'peer_reset' };
export const settle: Stimulus = { do: 'settle' };

export const toHigh = (plus = 0): Amount => ({ to: 'high', plus });
export const toLow = (plus = 0): Amount => ({ to: 'low', plus });
export const toZero = (plus = 0): Amount => ({ to: 'zero', plus });

function isItem(item: Amount | Item): item is Item {
  return typeof item === 'object' && 'kind' in item;
}
