/**
 * A few scripts for each stimulus, small enough to be understood where an agent fails at one.
 * Nothing is expected of a transport here: whether it is right is for `plimsoll run`.
 */
import { STIMULI, type Reaction, type Script, type Stimulus, type StimulusName } from '../../machines/alphabet.js';
import { CHUNK_KINDS, CONTAINERS } from '../../machines/alphabet.js';

export interface Group {
  readonly name: StimulusName | 'reactions';
  readonly scripts: readonly Script[];
}

const LIMITS: Stimulus = { do: 'set_write_buffer_limits', high: 8, low: 2 };
const WRITE: Stimulus = { do: 'write', n: 4, kind: 'bytes' };
const OVER: Stimulus = { do: 'write', n: { to: 'high', plus: 1 }, kind: 'bytes' };
const OPEN: Stimulus = { do: 'drain', n: 'all' };
const SETTLE: Stimulus = { do: 'settle' };

const OF: { readonly [N in StimulusName]: readonly Script[] } = {
  write: [
    ...CHUNK_KINDS.map((kind) => script([{ do: 'write', n: kind === 'wrong' ? 0 : 4, kind }])),
    script([{ do: 'write', n: 0, kind: 'bytes' }]),
    script([WRITE, WRITE, OPEN, SETTLE, WRITE]),
    script([OVER, { do: 'write', n: { to: 'high', plus: 0 }, kind: 'bytes' }]),
  ],
  writelines: [
    ...CONTAINERS.map((as) =>
      script([
        {
          do: 'writelines',
          items:
            as === 'not-iterable'
              ? []
              : [
                  { n: 3, kind: 'bytes' },
                  { n: 2, kind: 'bytes' },
                ],
          as,
        },
      ]),
    ),
    script([{ do: 'writelines', items: [], as: 'list' }]),
    script([
      WRITE,
      {
        do: 'writelines',
        items: [
          { n: 3, kind: 'bytearray' },
          { n: 4, kind: 'wide' },
        ],
        as: 'list',
      },
      OPEN,
    ]),
  ],
  write_eof: [script([{ do: 'write_eof' }]), script([WRITE, { do: 'write_eof' }, OPEN])],
  close: [script([{ do: 'close' }]), script([WRITE, { do: 'close' }, OPEN, SETTLE, WRITE])],
  abort: [script([{ do: 'abort' }]), script([WRITE, { do: 'abort' }, SETTLE, { do: 'abort' }])],
  set_write_buffer_limits: [
    script([LIMITS, { do: 'write', n: 9, kind: 'bytes' }]),
    script([{ do: 'set_write_buffer_limits' }]),
    script([WRITE, { do: 'set_write_buffer_limits', high: { at: 'size', plus: -1 }, low: 0 }]),
    script([{ do: 'set_write_buffer_limits', high: -1 }]),
    script([{ do: 'set_write_buffer_limits', high: 10.5, low: 2.5 }]),
    script([WRITE, { do: 'set_write_buffer_limits', high: { at: 'size', plus: -0.5 }, low: 0 }]),
  ],
  tamper: [
    script([{ do: 'write', n: 4, kind: 'bytearray' }, { do: 'tamper', how: 'edit' }, OPEN]),
    script([{ do: 'write', n: 4, kind: 'bytearray' }, { do: 'tamper', how: 'clear' }, OPEN]),
  ],
  drain: [
    script([OPEN, WRITE]),
    script([WRITE, OPEN]),
    script([WRITE, { do: 'drain', n: 3 }, SETTLE, { do: 'drain', n: { to: 'zero', plus: 0 } }]),
    script([OVER, { do: 'drain', n: { to: 'low', plus: 0 } }]),
  ],
  stall: [script([{ do: 'stall' }, WRITE]), script([WRITE, OPEN, SETTLE, { do: 'stall' }, WRITE])],
  peer_data: [script([{ do: 'peer_data', n: 3 }]), script([{ do: 'peer_data', n: 0 }])],
  peer_eof: [script([{ do: 'peer_eof' }]), { ...script([{ do: 'peer_eof' }, SETTLE, WRITE]), keepOpen: true }],
  peer_reset: [script([{ do: 'peer_reset' }]), script([{ do: 'peer_reset' }, WRITE])],
  settle: [script([]), script([SETTLE, SETTLE])],
};

const CROSSING: readonly Stimulus[] = [LIMITS, { do: 'write', n: 9, kind: 'bytes' }, OPEN];

export const GROUPS: readonly Group[] = [
  ...STIMULI.map((name) => ({ name, scripts: OF[name] })),
  {
    name: 'reactions',
    scripts: [
      script([OPEN], [{ on: 'connection_made', times: 1, do: [{ do: 'write', n: 3, kind: 'bytes' }] }]),
      script(CROSSING, [{ on: 'pause_writing', times: 1, do: [{ do: 'close' }] }]),
      script(CROSSING, [{ on: 'resume_writing', times: 2, do: [{ do: 'write', n: 9, kind: 'bytes' }] }]),
      script([{ do: 'close' }], [{ on: 'connection_lost', times: 1, do: [], raises: true }]),
    ],
  },
];

function script(stimuli: readonly Stimulus[], reactions: readonly Reaction[] = []): Script {
  return { stimuli, reactions, keepOpen: false };
}
