/** Transports that misbehave: each ends in a well-formed trace or in one clear sentence, and never in an exception. */
import { describe, expect, test } from '@jest/globals';
import type { Script } from '../machines/alphabet.js';
import { isFault, type Subject } from '../conformance/subject.js';
import { ReferenceTransport } from './reference/transport.js';
import { close, limits, lines, on, peerData, runOne, script, settle, traceOf, write } from './shorthand.js';
import { defineTransport, type Connect, type Parts, type Transport } from './transport.js';

const subject = (connect: unknown): Subject =>
  defineTransport({ name: 'odd', version: 'odd 1', connect: connect as Connect });

/** The reference with something else in the place of a method. */
const but = (changes: (parts: Parts) => object): Subject =>
  subject((parts: Parts): Transport => {
    const honest = new ReferenceTransport(parts);
    return new Proxy(honest, {
      get(_target, name) {
        const own = Reflect.get(changes(parts), name);
        if (own !== undefined) return own;
        const value = Reflect.get(honest, name) as unknown;
        return typeof value === 'function' ? (value.bind(honest) as unknown) : value;
      },
    });
  });

const faultOf = (one: Subject, given: Script = script([write(3), settle])): string => {
  const result = runOne(one, given);
  return isFault(result) ? result.fault : `no fault: ${lines(result).join('; ')}`;
};

describe('a fault', () => {
  test.each<[string, unknown, string]>([
    [
      'throws',
      () => {
        throw new TypeError('No.');
      },
      'connect() threw TypeError: No.',
    ],
    [
      'throws nothing',
      () => {
        throw undefined;
      },
      'connect() threw undefined.',
    ],
    ['answers nothing', () => undefined, 'connect() answered undefined, not a transport.'],
    ['answers null', () => null, 'connect() answered null, not a transport.'],
    ['answers less than a transport', () => ({ write() {} }), 'The transport has no method writelines().'],
    [
      'answers a promise',
      async () => {
        throw new Error('Nobody hears it.');
      },
      'connect() answered a promise; whatever happens later must go through loop.callSoon().',
    ],
    [
      'passes no transport on',
      ({ protocol }: { protocol: { connectionMade(): void } }) => protocol.connectionMade(),
      'connectionMade() was given undefined, not a transport.',
    ],
    [
      'calls back too early',
      ({ protocol }: Parts) => protocol.pauseWriting(),
      'The transport called back before connectionMade().',
    ],
  ])('is a connect() that %s', (_name, connect, sentence) => {
    expect(faultOf(subject(connect), script([], [on('pause_writing', [close])]))).toBe(sentence);
  });

  test.each<[string, (parts: Parts) => object, string]>([
    [
      'a size of nothing',
      () => ({ getWriteBufferSize: () => undefined }),
      'getWriteBufferSize() answered undefined, not a number.',
    ],
    ['a size of NaN', () => ({ getWriteBufferSize: () => NaN }), 'getWriteBufferSize() answered NaN, not a number.'],
    [
      'limits that are a pair',
      () => ({ getWriteBufferLimits: () => [1, 2] }),
      'getWriteBufferLimits() answered an array, not an object { low, high } of numbers.',
    ],
    [
      'a promise of a boolean',
      () => ({ isClosing: async () => false }),
      'isClosing() answered a promise, not a boolean.',
    ],
    ['a string', () => ({ canWriteEof: () => 'yes' }), 'canWriteEof() answered "yes", not a boolean.'],
    [
      'a promise for a write',
      () => ({
        write: async () => {
          throw new Error('Nobody hears it.');
        },
      }),
      'The transport’s method for write answered a promise; whatever happens later must go through loop.callSoon().',
    ],
    [
      'a promise to the loop',
      ({ loop }) => ({ write: () => loop.callSoon(async () => {}) }),
      'A call scheduled with callSoon() answered a promise; whatever happens later must go through loop.callSoon().',
    ],
    [
      'no bytes for dataReceived()',
      ({ protocol }) => ({ write: () => protocol.dataReceived('text' as never) }),
      'dataReceived() was called without a Uint8Array.',
    ],
  ])('is %s', (_name, changes, sentence) => {
    expect(faultOf(but(changes))).toBe(sentence);
  });

  test('of one script leaves the others alone', () => {
    let made = 0;
    const results = subject((parts: Parts) => (made++ === 0 ? null : new ReferenceTransport(parts))).run([
      script([]),
      script([]),
    ]);
    expect((results as object[]).map((one) => 'fault' in one)).toEqual([true, false]);
  });
});

describe('a trace', () => {
  test('is what a transport gives that never calls back', () => {
    const silent = {
      write() {},
      writelines() {},
      writeEof() {},
      canWriteEof: () => false,
      close() {},
      abort() {},
      isClosing: () => false,
      setWriteBufferLimits() {},
      getWriteBufferSize: () => 0,
      getWriteBufferLimits: () => ({ low: 0, high: 1 }),
    };
    expect(
      lines(
        traceOf(
          subject(() => silent),
          script([write(3), peerData(1), close]),
        ),
      ),
    ).toEqual(['connect =0', 'write 3 =0', 'peer_data 1 =0', 'close =0', 'settle =0']);
  });

  test('keeps the last answer where a question throws, and notes it', () => {
    let asked = 0;
    const moody = but(() => ({
      getWriteBufferSize: () => {
        if (++asked > 2) throw new RangeError('No.');
        return 5;
      },
    }));
    expect(lines(traceOf(moody, script([write(1)])))).toEqual([
      'connect connection_made@5 =5',
      'write 1 ?value =5',
      'settle ?value =5',
    ]);
  });

  test('notes what leaves a call, and what leaves the loop', () => {
    const throwing = but(({ loop }) => ({
      write: () => {
        throw 'a string';
      },
      close: () =>
        loop.callSoon(() => {
          throw new TypeError('No.');
        }),
    }));
    expect(lines(traceOf(throwing, script([write(1), close, settle])))).toEqual([
      'write 1 !other =0',
      'close =0',
      'settle ?type =0',
    ]);
  });

  test('ends where the loop does not come to rest', () => {
    const spinning = but(({ loop }) => {
      const spin = (): void => loop.callSoon(spin);
      return { write: spin };
    });
    expect(lines(traceOf(spinning, script([write(1), settle, close])))).toEqual(['write 1 =0', 'settle =0 restless']);
    const doubling = but(({ loop }) => {
      const twice = (): void => {
        loop.callSoon(twice);
        loop.callSoon(twice);
      };
      return { write: twice };
    });
    expect(lines(traceOf(doubling, script([write(1)])))).toEqual(['write 1 =0', 'settle =0 restless']);
  });

  test('ends where the wire is watched for nothing', () => {
    const watching = but(({ wire }) => ({ write: () => wire.onReadable(() => {}) }));
    expect(lines(traceOf(watching, script([write(1), peerData(1), settle, close]))).at(-1)).toBe('settle =0 restless');
  });

  test('ends after two thousand callbacks, in the call or in the loop', () => {
    const flooding = but(({ protocol }) => ({
      write: () => {
        for (;;) protocol.pauseWriting();
      },
    }));
    const { steps } = traceOf(flooding, script([write(1), close]));
    expect(steps).toHaveLength(2);
    expect(steps[1]).toMatchObject({ restless: true, raised: null });
    expect(steps[0]!.calls.length + steps[1]!.calls.length).toBe(2_000);
    const babbling = but(({ protocol, loop }) => {
      const babble = (): void => {
        for (let i = 0; i < 100; i++) protocol.resumeWriting();
        loop.callSoon(babble);
      };
      return { write: babble };
    });
    expect(traceOf(babbling, script([write(1), close, settle])).steps.at(-1)?.restless).toBe(true);
  });

  test('ends where callbacks nest without end', () => {
    const nesting = but(({ protocol }) => ({ write: () => protocol.pauseWriting() }));
    const { steps } = traceOf(nesting, script([write(1), close], [on('pause_writing', [write(1)], false, 5_000)]));
    expect(steps).toHaveLength(2);
    expect(steps[1]?.restless).toBe(true);
  });

  test('is complete when it is given: what is still called belongs to nothing', () => {
    const kept: Parts[] = [];
    const one = subject((parts: Parts) => {
      kept.push(parts);
      return new ReferenceTransport(parts);
    });
    const trace = traceOf(one, script([limits(1, 0)]));
    const before = JSON.stringify(trace);
    kept[0]?.protocol.pauseWriting();
    kept[0]?.wire.close();
    kept[0]?.loop.callExceptionHandler(new Error('Too late.'));
    expect(JSON.stringify(trace)).toBe(before);
  });
});

describe('the wire', () => {
  const tries = (attempt: (parts: Parts) => unknown): string[] =>
    lines(
      traceOf(
        but((parts) => ({
          write: () => {
            attempt(parts);
          },
        })),
        script([write(1)]),
      ),
    );

  test.each<[string, (parts: Parts) => unknown, string]>([
    ['what is no Uint8Array', ({ wire }) => wire.send('text' as never), 'write 1 !type =0'],
    [
      'after shutdown()',
      ({ wire }) => {
        wire.shutdown();
        wire.send(new Uint8Array(1));
      },
      'write 1 !broken-pipe >eof =0',
    ],
    [
      'after close()',
      ({ wire }) => {
        wire.close();
        wire.send(new Uint8Array(1));
      },
      'write 1 !other >eof =0',
    ],
  ])('refuses to send %s', (_name, attempt, line) => {
    expect(tries(attempt)[0]).toBe(line);
  });

  test('reads as much as was asked for', () => {
    const sizes: (number | undefined)[] = [];
    const piecemeal = but(({ wire }) => ({
      write: () =>
        wire.onReadable(() => {
          sizes.push(wire.read(4)?.length);
        }),
    }));
    traceOf(piecemeal, script([write(1), peerData(10)]));
    expect(sizes).toEqual([4, 4, 2]);
  });
});
