/**
 * The contract as a statechart: the single source of every transition.
 *
 * House rules
 *  - Every stimulus is written down in every state; a deliberate nothing is the action `nothing` (for `settle`: `rest`).
 *  - Each stimulus is decided by one region, `life`, but for two that both take: write_eof(), which `eof` decides unless it
 *    is a close, and `settle`.
 *  - A transition calls the protocol at most once, and last but for a raise: so what a callback does in its turn
 *    (a reaction) finds the new state, as it must.
 *  - `settle` does one thing that the loop finds to do; whoever settles repeats it until `rest`.
 *  - Guards and actions have names. An action is an effect (effects.ts) or an observation: the machine does not act.
 *  - Keys stand in the order of life. This is plain data: XState, Stately and the table (table.ts) read the same.
 *
 * Theory
 *  - open and paused differ in what the protocol was told last; closing has the same two inside it, and `flushed`, where
 *    connection_lost() is due and nothing more goes out. aborted is the time between an abort or a failure and
 *    connection_lost(); lost is for ever, and so has transitions to nowhere only.
 *  - What depends on numbers is in the guards; what depends on the implementer's freedom is in the choices they read.
 */

const nothing = { actions: ['nothing'] };

/** What a write does where it is accepted, by the state that it leads to. */
const writing = (pausesGuard: string, paused: string) => [
  { guard: 'isEmpty', actions: ['nothing'], description: 'An empty write does nothing.' },
  { guard: 'isBadAndFails', target: '#aborted', actions: ['fail_wire', 'drop_buffer', 'raise_type'] },
  {
    guard: pausesGuard === 'pauses' ? 'isBadAndPauses' : 'isBadAndPausesWhileClosing',
    target: paused,
    actions: ['accept', 'bytes_arrive', 'pause_writing', 'raise_type'],
  },
  {
    guard: 'isBad',
    actions: ['accept', 'bytes_arrive', 'raise_type'],
    description: 'A wrong type raises TypeError; nothing of the call is queued (or what came before it: a choice).',
  },
  {
    guard: 'fails',
    target: '#aborted',
    actions: ['fail_wire', 'drop_buffer'],
    description: 'The call met a reset: connection_lost(exception) follows, later.',
  },
  {
    guard: pausesGuard,
    target: paused,
    actions: ['accept', 'bytes_arrive', 'pause_writing'],
    description: 'The write crosses the high-water mark.',
  },
  { actions: ['accept', 'bytes_arrive'] },
];

/** The same while paused: nothing is left to pause, but a call that tries the wire may resume. */
const writingPaused = (resumesGuard: string, flowing: string) => [
  { guard: 'isEmpty', actions: ['nothing'] },
  { guard: 'isBadAndFails', target: '#aborted', actions: ['fail_wire', 'drop_buffer', 'raise_type'] },
  {
    guard: resumesGuard === 'resumes' ? 'isBadAndResumes' : 'isBadAndResumesWhileClosing',
    target: flowing,
    actions: ['accept', 'bytes_arrive', 'resume_writing', 'raise_type'],
  },
  { guard: 'isBad', actions: ['accept', 'bytes_arrive', 'raise_type'] },
  { guard: 'fails', target: '#aborted', actions: ['fail_wire', 'drop_buffer'] },
  {
    guard: resumesGuard,
    target: flowing,
    actions: ['accept', 'bytes_arrive', 'resume_writing'],
    description: 'The call itself drained the buffer to the low-water mark.',
  },
  { actions: ['accept', 'bytes_arrive'] },
];

/** A write that comes too late and ends the transport for it, as with an error of the wire (a choice). */
const tooLate = (wrong: string, fatal: string) => [
  { guard: wrong, target: '#aborted', actions: ['fail_wire', 'drop_buffer', 'raise_type'] },
  {
    guard: fatal,
    target: '#aborted',
    actions: ['fail_wire', 'drop_buffer'],
    description: 'A write that comes too late may be fatal: connection_lost(exception) follows (a choice).',
  },
];

const afterEof = [
  ...tooLate('isFatalWrongAfterEof', 'isFatalAfterEof'),
  { guard: 'isWrongAfterEof', actions: ['raise_type'] },
  { guard: 'raisesAfterEof', actions: ['raise_state'], description: 'A write after write_eof() raises RuntimeError.' },
  { guard: 'isAfterEof', actions: ['nothing'] },
];

const whileClosing = [
  ...tooLate('isFatalWrongClosing', 'isFatalClosing'),
  { guard: 'isWrongAfterEofClosing', actions: ['raise_type'] },
  { guard: 'raisesAfterEofClosing', actions: ['raise_state'] },
  { guard: 'isAfterEofClosing', actions: ['nothing'] },
  { guard: 'isWrongClosing', actions: ['raise_type'] },
  { guard: 'raisesClosing', actions: ['raise_state'] },
  { guard: 'isDroppedClosing', actions: ['nothing'], description: 'A write while closing may be dropped (a choice).' },
];

/** Where nothing more goes out: a write is dropped, or raises. */
const whenClosed = (raises: 'raisesClosed' | 'raisesLost') => [
  { guard: 'isWrongAfterEofClosed', actions: ['raise_type'] },
  { guard: 'raisesAfterEofClosed', actions: ['raise_state'] },
  { guard: 'isAfterEofClosed', actions: ['nothing'] },
  { guard: 'isWrongClosed', actions: ['raise_type'] },
  { guard: raises, actions: ['raise_state'] },
  { actions: ['nothing'], description: 'A write on a closed transport is dropped.' },
];

const limitsRefused = [
  { guard: 'limitsAreOfWrongType', actions: ['raise_limit'] },
  {
    guard: 'limitsAreRefused',
    actions: ['raise_value'],
    description: 'A low above high, or a negative number, raises ValueError and changes nothing.',
  },
];

const limitsWhenOver = (raises: string, ignores: string) => [
  { guard: raises, actions: ['raise_state'] },
  { guard: ignores, actions: ['nothing'] },
  ...limitsRefused,
  { actions: ['set_limits'] },
];

/** What the lower tester does while the transport's end is there: the transport sees it later. */
const wire = {
  drain: [{ guard: 'isUnreset', actions: ['make_room'] }, nothing],
  stall: { actions: ['take_room'] },
  peer_data: [{ guard: 'peerSends', actions: ['bring_data'] }, nothing],
  peer_eof: [{ guard: 'peerSends', actions: ['bring_eof'] }, nothing],
  peer_reset: [{ guard: 'isUnreset', actions: ['bring_reset'] }, nothing],
};

const wireGone = { drain: nothing, stall: nothing, peer_data: nothing, peer_eof: nothing, peer_reset: nothing };

const noAnswers = { eof_answered: nothing, callback_raised: nothing };

const reading = [
  {
    guard: 'noticesReset',
    target: '#aborted',
    actions: ['fail_wire', 'drop_buffer'],
    description: 'The peer has reset: connection_lost(exception) follows.',
  },
  { guard: 'readsData', actions: ['take_data', 'data_received'] },
  { guard: 'readsEof', actions: ['take_eof', 'eof_received'] },
];

const abort = {
  target: '#aborted',
  actions: ['shut', 'drop_buffer'],
  description: 'The buffered data is lost; connection_lost(None) follows, never in the call.',
};

const flushing = (flow: '#closing_flowing' | '#closing_paused') => ({
  target: flow,
  actions: ['shut'],
  description: 'The rest is flushed in the background.',
});

const closingOpen = [
  {
    guard: 'isBufferEmpty',
    target: '#flushed',
    actions: ['shut'],
    description: 'Nothing is left to flush: connection_lost(None) is due.',
  },
  flushing('#closing_flowing'),
];

/** A paused transport has a rest to flush, unless it is not resumed any more after write_eof(): the exploration holds it. */
const closingPaused = [{ guard: 'isBufferEmpty', target: '#flushed', actions: ['shut'] }, flushing('#closing_paused')];

const noticesEnd = {
  guard: 'noticesEnd',
  target: '#aborted',
  actions: ['shut'],
  description: 'The peer has gone, and nothing is lost: it may be a regular end (a choice).',
};
const endsItself = {
  guard: 'endsItself',
  target: '#flushed',
  actions: ['shut'],
  description: 'Both sides have ended: it may be the end of the connection (a choice).',
};

const isKept = {
  guard: 'isKept',
  actions: ['nothing'],
  description: 'eof_received() answered true: still open for writing.',
};
const raiseIsFatal = { guard: 'raiseIsFatal', target: '#aborted', actions: ['fail_scripted', 'drop_buffer'] };

const answersOpen = {
  eof_answered: [isKept, ...closingOpen],
  callback_raised: [
    raiseIsFatal,
    { guard: 'raiseClosesEmpty', target: '#flushed', actions: ['shut'] },
    { guard: 'raiseCloses', target: '#closing_flowing', actions: ['shut'] },
    nothing,
  ],
};

const answersPaused = {
  eof_answered: [isKept, ...closingPaused],
  callback_raised: [
    raiseIsFatal,
    { guard: 'raiseClosesEmpty', target: '#flushed', actions: ['shut'] },
    { guard: 'raiseCloses', target: '#closing_paused', actions: ['shut'] },
    nothing,
  ],
};

const answersClosing = { eof_answered: nothing, callback_raised: [raiseIsFatal, nothing] };

const eofClosing = (flow: '#closing_flowing' | '#closing_paused') => ({
  guard: 'eofCloses',
  target: flow,
  actions: ['shut'],
  description: 'Of a transport with one direction the end of writing is the end: a close (a choice).',
});

const lose = (description: string) => ({
  target: '#lost',
  actions: ['connection_lost', 'lose'],
  description,
});

export const CHART = {
  id: 'transport',
  description: 'The life of an asyncio write transport.',
  type: 'parallel',
  entry: ['connection_made'],
  states: {
    life: {
      initial: 'open',
      states: {
        open: {
          id: 'open',
          description: 'Writing flows: the protocol has not been paused, or was resumed.',
          meta: { clause: 'asyncio.BaseProtocol.resume_writing' },
          on: {
            write: [...afterEof, ...writing('pauses', '#paused')],
            writelines: [...afterEof, ...writing('pauses', '#paused')],
            write_eof: [
              { guard: 'eofClosesEmpty', target: '#flushed', actions: ['shut'] },
              eofClosing('#closing_flowing'),
              nothing,
            ],
            close: closingOpen,
            abort,
            set_write_buffer_limits: [
              ...limitsRefused,
              {
                guard: 'limitsPause',
                target: '#paused',
                actions: ['set_limits', 'pause_writing'],
                description: 'Lowering high below what is buffered pauses at once.',
              },
              { actions: ['set_limits'] },
            ],
            tamper: nothing,
            ...wire,
            settle: [
              noticesEnd,
              ...reading,
              endsItself,
              { guard: 'flushes', actions: ['flush', 'bytes_arrive'] },
              { actions: ['rest'] },
            ],
            ...answersOpen,
          },
        },
        paused: {
          id: 'paused',
          description: 'pause_writing() was called: the protocol should write no more until resume_writing().',
          meta: { clause: 'asyncio.BaseProtocol.pause_writing' },
          on: {
            write: [...afterEof, ...writingPaused('resumes', '#open')],
            writelines: [...afterEof, ...writingPaused('resumes', '#open')],
            write_eof: [eofClosing('#closing_paused'), nothing],
            close: closingPaused,
            abort,
            set_write_buffer_limits: [
              ...limitsRefused,
              {
                guard: 'limitsResume',
                target: '#open',
                actions: ['set_limits', 'resume_writing'],
                description: 'Raised limits may resume at once (a choice); else the next drain does.',
              },
              { actions: ['set_limits'] },
            ],
            tamper: nothing,
            ...wire,
            settle: [
              noticesEnd,
              ...reading,
              endsItself,
              {
                guard: 'flushesAndResumes',
                target: '#open',
                actions: ['flush', 'bytes_arrive', 'resume_writing'],
                description: 'The buffer is down to the low-water mark.',
              },
              { guard: 'flushes', actions: ['flush', 'bytes_arrive'] },
              { actions: ['rest'] },
            ],
            ...answersPaused,
          },
        },
        closing: {
          id: 'closing',
          description: 'close() was called: what is buffered is flushed, then connection_lost(None).',
          meta: { clause: 'asyncio.BaseTransport.close' },
          initial: 'flowing',
          on: { write_eof: nothing, close: nothing, abort, tamper: nothing, ...wire },
          states: {
            flowing: {
              id: 'closing_flowing',
              on: {
                write: [...whileClosing, ...writing('pausesWhileClosing', '#closing_paused')],
                writelines: [...whileClosing, ...writing('pausesWhileClosing', '#closing_paused')],
                set_write_buffer_limits: [
                  ...limitsRefused,
                  {
                    guard: 'limitsPauseWhileClosing',
                    target: '#closing_paused',
                    actions: ['set_limits', 'pause_writing'],
                  },
                  { actions: ['set_limits'] },
                ],
                settle: [
                  { guard: 'noticesResetClosing', target: '#aborted', actions: ['fail_wire', 'drop_buffer'] },
                  { guard: 'flushes', actions: ['flush', 'bytes_arrive'] },
                  { guard: 'isBufferEmpty', ...lose('All is flushed.') },
                  { actions: ['rest'] },
                ],
                ...answersClosing,
              },
            },
            paused: {
              id: 'closing_paused',
              on: {
                write: [...whileClosing, ...writingPaused('resumesWhileClosing', '#closing_flowing')],
                writelines: [...whileClosing, ...writingPaused('resumesWhileClosing', '#closing_flowing')],
                set_write_buffer_limits: [
                  ...limitsRefused,
                  {
                    guard: 'limitsResumeWhileClosing',
                    target: '#closing_flowing',
                    actions: ['set_limits', 'resume_writing'],
                  },
                  { actions: ['set_limits'] },
                ],
                settle: [
                  { guard: 'noticesResetClosing', target: '#aborted', actions: ['fail_wire', 'drop_buffer'] },
                  {
                    guard: 'flushesAndResumesClosing',
                    target: '#closing_flowing',
                    actions: ['flush', 'bytes_arrive', 'resume_writing'],
                    description: 'A closing transport may still resume (a choice).',
                  },
                  { guard: 'flushes', actions: ['flush', 'bytes_arrive'] },
                  { guard: 'isBufferEmpty', ...lose('All is flushed.') },
                  { actions: ['rest'] },
                ],
                ...answersClosing,
              },
            },
            flushed: {
              id: 'flushed',
              description: 'Nothing is left to flush and connection_lost(None) is due.',
              on: {
                write: [...tooLate('isFatalWrongFlushed', 'isFatalFlushed'), ...whenClosed('raisesClosed')],
                writelines: [...tooLate('isFatalWrongFlushed', 'isFatalFlushed'), ...whenClosed('raisesClosed')],
                set_write_buffer_limits: [...limitsRefused, { actions: ['set_limits'] }],
                settle: lose('The close is complete.'),
                ...noAnswers,
              },
            },
          },
        },
        aborted: {
          id: 'aborted',
          description: 'abort() or a failure: the buffer is lost and connection_lost() is due.',
          meta: { clause: 'asyncio.WriteTransport.abort' },
          on: {
            write: whenClosed('raisesClosed'),
            writelines: whenClosed('raisesClosed'),
            write_eof: nothing,
            close: nothing,
            abort: nothing,
            set_write_buffer_limits: limitsWhenOver('limitsRaiseAfterAbort', 'limitsAreIgnoredAfterAbort'),
            tamper: nothing,
            ...wire,
            settle: lose('connection_lost() comes from the loop, with None or with the exception.'),
            ...noAnswers,
          },
        },
        lost: {
          id: 'lost',
          description: 'connection_lost() was called, once and last.',
          meta: { clause: 'asyncio.BaseProtocol.connection_lost' },
          on: {
            write: whenClosed('raisesLost'),
            writelines: whenClosed('raisesLost'),
            write_eof: [
              {
                guard: 'eofRaisesLost',
                actions: ['raise_state'],
                description: 'A call after the loss may raise RuntimeError (a choice).',
              },
              nothing,
            ],
            close: nothing,
            abort: nothing,
            set_write_buffer_limits: limitsWhenOver('limitsRaiseAfterLoss', 'limitsAreIgnoredAfterLoss'),
            tamper: nothing,
            ...wireGone,
            settle: { actions: ['leave_loss', 'rest'] },
            ...noAnswers,
          },
        },
      },
    },
    eof: {
      initial: 'none',
      states: {
        none: {
          id: 'eof_none',
          description: 'The writing side is whole.',
          meta: { clause: 'asyncio.WriteTransport.write_eof' },
          on: {
            write_eof: [
              { guard: 'cannotHalfClose', actions: ['raise_unsupported'] },
              {
                guard: 'isShut',
                actions: ['nothing'],
                description: 'While closing and after, write_eof() does nothing.',
              },
              { guard: 'eofCloses', actions: ['nothing'] },
              { guard: 'eofGoesNow', target: '#eof_sent', actions: ['ask_eof', 'eof_arrives'] },
              { guard: 'eofIsUnheardNow', target: '#eof_sent', actions: ['ask_eof'] },
              { target: '#eof_pending', actions: ['ask_eof'] },
            ],
            settle: nothing,
          },
        },
        pending: {
          id: 'eof_pending',
          description: 'write_eof() waits for the buffer to be flushed.',
          on: {
            write_eof: nothing,
            settle: [
              { guard: 'eofIsDue', target: '#eof_sent', actions: ['eof_arrives'] },
              { guard: 'eofIsDueUnheard', target: '#eof_sent', actions: ['nothing'] },
              nothing,
            ],
          },
        },
        sent: {
          id: 'eof_sent',
          description: 'The peer has been told that no more comes.',
          on: { write_eof: nothing, settle: nothing },
        },
      },
    },
  },
} as const;
