/** How a connection of the reference ends, pinned by traces: closing, abort, half-close, the peer, and calls in callbacks. */
import { describe, expect, test } from '@jest/globals';
import {
  abort,
  close,
  drain,
  limits,
  lines,
  on,
  peerData,
  peerEof,
  peerReset,
  script,
  settle,
  traceOf,
  write,
  writeEof,
  writelines,
} from '../shorthand.js';
import { reference } from './subject.js';

const run = (...given: Parameters<typeof script>): string[] => lines(traceOf(reference(), script(...given)));

describe('close()', () => {
  test('flushes, then loses the connection from the loop; a second one does nothing', () => {
    expect(run([write(3), close, close, settle, drain(2), settle, drain(1), settle, close])).toEqual([
      'write 3 =3',
      'close =3 closing',
      'close =3 closing',
      'settle =3 closing',
      'drain 2 =3 closing',
      'settle >0-2 =1 closing',
      'drain 1 =1 closing',
      'settle connection_lost(none)@0 >2-3 >eof =0 closing',
      'close =0 closing',
      'settle =0 closing',
    ]);
  });

  test('drops what is written after it, reads nothing more, and keeps silent after the loss', () => {
    expect(
      run([write(1), close, write(2), peerData(3), peerEof, drain(9), settle, write(1), writeEof, abort]).slice(2),
    ).toEqual([
      'write 2 =1 closing',
      'peer_data 3 =1 closing',
      'peer_eof =1 closing',
      'drain 9 =1 closing',
      'settle connection_lost(none)@0 >0-1 >eof =0 closing',
      'write 1 =0 closing',
      'write_eof =0 closing',
      'abort =0 closing',
      'settle =0 closing',
    ]);
  });

  test('loses with the exception when the peer resets meanwhile', () => {
    expect(run([write(1), close, peerReset, settle]).at(-1)).toBe('settle connection_lost(reset)@0 =0 closing');
  });
});

describe('abort()', () => {
  test('drops the buffer at once and loses the connection from the loop', () => {
    expect(run([write(3), abort, drain(9), abort, settle, abort])).toEqual([
      'write 3 =3',
      'abort =0 closing',
      'drain 9 =0 closing',
      'abort =0 closing',
      'settle connection_lost(none)@0 >eof =0 closing',
      'abort =0 closing',
      'settle =0 closing',
    ]);
  });

  test('ends a close that is stalled', () => {
    expect(run([write(3), close, settle, abort]).at(-1)).toBe('settle connection_lost(none)@0 >eof =0 closing');
  });
});

describe('write_eof()', () => {
  test('follows the buffer, once; reading and closing go on', () => {
    expect(
      run([write(2), writeEof, writeEof, write(1), write(0), drain(2), settle, peerData(4), settle, close]),
    ).toEqual([
      'write 2 =2',
      'write_eof =2',
      'write_eof =2',
      'write 1 !state =2',
      'write 0 !state =2',
      'drain 2 =2',
      'settle >0-2 >eof =0',
      'peer_data 4 =0',
      'settle data_received(4)@0 =0',
      'close =0 closing',
      'settle connection_lost(none)@0 =0 closing',
    ]);
  });

  test('does nothing while closing', () => {
    expect(run([write(1), close, writeEof, write(1)]).slice(2)).toEqual([
      'write_eof =1 closing',
      'write 1 =1 closing',
      'settle =1 closing',
    ]);
  });
});

describe('the peer', () => {
  test('may end its side: kept open or closed, as eof_received() says', () => {
    expect(run([write(1), peerEof, settle, drain(1), settle], [], true).slice(2)).toEqual([
      'settle eof_received(true)@1 =1',
      'drain 1 =1',
      'settle >0-1 =0',
    ]);
    expect(run([write(1), peerEof, settle, drain(1), settle]).slice(2)).toEqual([
      'settle eof_received(false)@1 =1 closing',
      'drain 1 =1 closing',
      'settle connection_lost(none)@0 >0-1 >eof =0 closing',
    ]);
  });

  test('may reset: noticed by reading, by a write, by what is still to be sent', () => {
    expect(run([peerReset, settle]).at(-1)).toBe('settle connection_lost(reset)@0 =0 closing');
    expect(run([peerReset, write(3), write(3), settle]).slice(1)).toEqual([
      'write 3 =0 closing',
      'write 3 =0 closing',
      'settle connection_lost(reset)@0 =0 closing',
    ]);
    expect(run([write(3), peerEof, settle, peerReset, settle], [], true).at(-1)).toBe(
      'settle connection_lost(reset)@0 =0 closing',
    );
  });

  test('has no second try when its bytes make a callback raise', () => {
    expect(run([write(1), peerData(2), settle], [on('data_received', [], true)]).at(-1)).toBe(
      'settle data_received(2)@1! connection_lost(scripted)@0 >eof ?scripted =0 closing',
    );
    expect(run([peerEof, settle], [on('eof_received', [], true)], true).at(-1)).toBe(
      'settle eof_received@0! connection_lost(scripted)@0 >eof ?scripted =0 closing',
    );
  });
});

describe('every call is legal in every callback', () => {
  const calls = [write(2), writelines([1, 2]), limits(1, 0), limits(9, 9), writeEof, close, abort];
  const names = [
    'connection_made',
    'pause_writing',
    'resume_writing',
    'data_received',
    'eof_received',
    'connection_lost',
  ] as const;

  test.each(names)('%s', (name) => {
    for (const first of calls) {
      for (const second of calls) {
        const stimuli = [
          limits(2, 1),
          write(2),
          drain(2),
          peerData(1),
          peerEof,
          settle,
          drain(99),
          settle,
          close,
          settle,
        ];
        const { steps } = traceOf(reference(), script(stimuli, [on(name, [first, second], true)], true));
        const seen = steps.flatMap((step) => step.calls.map((call) => call.name));
        expect(seen[0]).toBe('connection_made');
        expect(seen.indexOf('connection_lost')).toBe(seen.length - 1);
        expect(steps.every((step) => !step.restless && step.errors.every((error) => error.kind === 'scripted'))).toBe(
          true,
        );
      }
    }
  });

  test('a close or an abort in resume_writing ends it once', () => {
    const stimuli = [limits(2, 1), write(2), drain(2), settle];
    for (const ending of [close, abort]) {
      expect(run(stimuli, [on('resume_writing', [ending])]).at(-1)).toMatch(
        /^settle resume_writing@0\{\w+ =0 closing\} connection_lost\(none\)@0 >0-2 >eof =0 closing$/,
      );
    }
  });

  test('what pause_writing writes comes after what made it pause', () => {
    expect(
      run([limits(4, 0), drain(2), writelines([3, 3]), drain(99)], [on('pause_writing', [write(5)])]).slice(2),
    ).toEqual([
      'writelines 3+3 pause_writing@4{write 5 =9} >0-2 =9',
      'drain 99 =9',
      'settle resume_writing@0 >2-11 =0',
    ]);
  });
});
