/** The driver against docs/harness.md, section by section. The transport is the reference, where any will do. */
import { describe, expect, test } from '@jest/globals';
import type { Plant, PlantedScript } from '../conformance/subject.js';
import type { Script } from '../machines/alphabet.js';
import { reference } from './reference/subject.js';
import { ReferenceTransport } from './reference/transport.js';
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
  tamper,
  traceOf,
  write,
  writeEof,
  writelines,
} from './shorthand.js';
import { defineTransport } from './transport.js';

/** Calls connectionMade() before it has answered the transport. */
const callsAtOnce = defineTransport({
  name: 'at-once',
  version: 'at-once 1',
  connect: ({ protocol, wire }) => {
    const transport = new ReferenceTransport({ protocol, wire, loop: { callSoon() {}, callExceptionHandler() {} } });
    protocol.connectionMade(transport);
    return transport;
  },
});

const run = (...given: Parameters<typeof script>): string[] => lines(traceOf(reference(), script(...given)));

describe('the steps', () => {
  test('are connect, each stimulus, and a last settle', () => {
    expect(traceOf(reference(), script([]))).toEqual({
      steps: [
        {
          stimulus: { do: 'connect', low: 16_384, high: 65_536 },
          raised: null,
          calls: [{ name: 'connection_made', size: 0, arrived: 0, steps: [] }],
          wire: [],
          errors: [],
          after: { size: 0, low: 16_384, high: 65_536, closing: false, eof: true },
        },
        {
          stimulus: { do: 'settle' },
          raised: null,
          calls: [],
          wire: [],
          errors: [],
          after: { size: 0, low: 16_384, high: 65_536, closing: false, eof: true },
        },
      ],
    });
    expect(run([settle])).toEqual(['settle =0']);
    expect(run([write(3)])).toEqual(['write 3 =3', 'settle =3']);
  });

  test('connect tells the limits at the start, whatever connection_made() does to them', () => {
    const soon = traceOf(reference(), script([], [on('connection_made', [limits(9, 3)])]));
    const atOnce = traceOf(callsAtOnce, script([], [on('connection_made', [limits(9, 3)])]));
    for (const { steps } of [soon, atOnce]) {
      expect(steps[0]?.stimulus).toEqual({ do: 'connect', low: 16_384, high: 65_536 });
      expect(steps[0]?.after).toMatchObject({ low: 3, high: 9 });
    }
  });

  test('a callback stands in the step in whose call it came', () => {
    expect(run([limits(4, 0), write(4), drain(4), settle])).toEqual([
      'limits 0/4 =0',
      'write 4 pause_writing@4 =4',
      'drain 4 =4',
      'settle resume_writing@0 >0-4 =0',
    ]);
  });

  test('scripts are answered in order, each with a transport of its own', async () => {
    const results = await reference().run([script([write(1)]), script([write(2)])]);
    expect(results.map((one) => ('steps' in one ? one.steps.at(-1)?.after.size : one))).toEqual([1, 2]);
  });

  test('the same script gives the same trace', () => {
    const one: Script = script(
      [write(100, 'wide'), drain(7), peerData(5), settle, close],
      [on('data_received', [write(3)])],
    );
    expect(traceOf(reference(), one)).toEqual(traceOf(reference(), one));
  });
});

describe('sizes', () => {
  test('of a write are up to a mark', () => {
    expect(run([limits(100, 20), write({ to: 'high', plus: -1 }), write({ to: 'high', plus: 1 }), settle])).toEqual([
      'limits 20/100 =0',
      'write 99 =99',
      'write 2 pause_writing@101 =101',
      'settle =101',
    ]);
    expect(run([write({ to: 'zero', plus: 3 }), write({ to: 'zero', plus: 2 })])[1]).toBe('write 0 =3');
  });

  test('of a writelines count the earlier items', () => {
    const to = { to: 'high', plus: 0 } as const;
    expect(run([limits(100, 20), writelines([60, to, to])])[1]).toBe('writelines 60+40+0 pause_writing@100 =100');
  });

  test('of a drain are down to a mark', () => {
    expect(run([limits(100, 20), write(70), drain({ to: 'low', plus: 1 }), settle]).slice(2)).toEqual([
      'drain 49 =70',
      'settle >0-49 =21',
    ]);
    expect(run([drain({ to: 'zero', plus: 1 })])[0]).toBe('drain 0 =0');
  });

  test('of a limit are relative, and may be negative', () => {
    expect(run([write(10), limits({ at: 'size', plus: 1 }), limits({ at: 'low', plus: -5 })]).slice(1, 3)).toEqual([
      'limits -/11 =10',
      'limits -/-3 !value =10',
    ]);
  });

  test('go by whole bytes where a limit does not', () => {
    expect(run([limits(10.5, 2.5), write({ to: 'high', plus: 0 }), drain({ to: 'low', plus: 0 })]).slice(1, 3)).toEqual(
      ['write 10 =10', 'drain 8 =10'],
    );
  });

  test('are asked for at that moment, also inside a callback', () => {
    const reaction = on('pause_writing', [write({ to: 'high', plus: 5 })]);
    expect(run([limits(10, 2), write(12)], [reaction])[1]).toBe('write 12 pause_writing@12{write 3 =15} =15');
  });

  test('a wrong chunk has no bytes, and a wide one whole items', () => {
    expect(run([write(9, 'wrong'), write(9, 'wide'), writelines(['wrong', 5])])).toEqual([
      'write 0 !type =0',
      'write 12 =12',
      'writelines 0+5 !type =12',
      'settle =12',
    ]);
  });

  test('are cut to a mebibyte', () => {
    expect(run([write(2_000_000), drain(3_000_000), settle])).toEqual([
      'write 1048576 pause_writing@1048576 =1048576',
      'drain 1048576 =1048576',
      'settle resume_writing@0 >0-1048576 =0',
    ]);
  });
});

describe('bytes', () => {
  test('of every kind arrive as their offsets', () => {
    const kinds = ['bytes', 'bytearray', 'memoryview', 'wide'] as const;
    expect(run([...kinds.map((kind) => write(100, kind)), drain(400)]).at(-1)).toBe('settle >0-400 =0');
  });

  test('have offsets also when they are refused', () => {
    const { steps } = traceOf(
      reference(),
      script([writelines([3, 'wrong', 4]), writelines([5], 'not-iterable'), write(6), drain(9)]),
    );
    expect(steps.map(({ stimulus }) => ('at' in stimulus ? stimulus.at : null))).toEqual([null, 0, 7, 12, null, null]);
    expect(steps.at(-1)?.wire).toEqual([[12, 18]]);
  });

  test('are marked when they were edited in place', () => {
    const aliasing = reference({ mutableChunks: 'aliased' });
    for (const kind of ['bytearray', 'memoryview', 'wide'] as const) {
      const edited = script([write(8), write(8, kind), tamper('edit'), write(4), drain(20)]);
      expect(lines(traceOf(aliasing, edited)).at(-1)).toBe('settle >0-8 >8-16:edited >16-20 =0');
      expect(lines(traceOf(reference(), edited)).at(-1)).toBe('settle >0-20 =0');
    }
  });

  test('clear empties the memory of the last mutable chunk', () => {
    for (const kind of ['bytearray', 'memoryview', 'wide'] as const) {
      const seen = run([write(8, kind), tamper('clear'), tamper('edit'), tamper('clear'), drain(8)]);
      expect(seen.slice(1, 4)).toEqual(['clear =8', 'edit =8', 'clear =8']);
      expect(seen.at(-1)).toBe('settle >0-8 =0');
    }
  });

  test('tampering without a mutable chunk does nothing', () => {
    expect(run([tamper('clear'), write(8), tamper('edit'), drain(8)]).at(-1)).toBe('settle >0-8 =0');
  });
});

describe('the wire', () => {
  test('has no room at the start, and keeps what is not used', () => {
    expect(run([write(5), settle, drain(3), settle, drain(10), settle, write(8)])).toEqual([
      'write 5 =5',
      'settle =5',
      'drain 3 =5',
      'settle >0-3 =2',
      'drain 10 =2',
      'settle >3-5 =0',
      'write 8 >5-13 =0',
      'settle =0',
    ]);
  });

  test('joins what waits to be read', () => {
    expect(run([peerData(3), peerData(4), settle, peerData(0), settle])).toEqual([
      'peer_data 3 =0',
      'peer_data 4 =0',
      'settle data_received(7)@0 =0',
      'peer_data 0 =0',
      'settle =0',
    ]);
  });

  test('gives the end after the data, once, and nothing after it', () => {
    expect(run([peerData(3), peerEof, peerEof, peerData(9), settle, peerEof, settle], [], true)[4]).toBe(
      'settle data_received(3)@0 eof_received(true)@0 =0',
    );
    expect(run([peerEof, settle, peerData(9), peerEof, settle], [], true).at(-1)).toBe('settle =0');
  });

  test('forgets what waits on a reset, and then hears nothing', () => {
    expect(run([peerData(3), peerEof, peerReset, peerData(4), peerEof, settle])[5]).toBe(
      'settle connection_lost(reset)@0 =0 closing',
    );
    expect(run([peerReset, writeEof, settle]).slice(1)).toEqual([
      'write_eof =0',
      'settle connection_lost(reset)@0 =0 closing',
    ]);
  });

  test('carries the end once, after the bytes', () => {
    expect(run([drain(9), write(2), writeEof, settle, close, settle, drain(1), peerData(1), peerReset])).toEqual([
      'drain 9 =0',
      'write 2 >0-2 =0',
      'write_eof >eof =0',
      'settle =0',
      'close =0 closing',
      'settle connection_lost(none)@0 =0 closing',
      'drain 1 =0 closing',
      'peer_data 1 =0 closing',
      'peer_reset =0 closing',
      'settle =0 closing',
    ]);
  });
});

describe('reactions', () => {
  test('are nested steps with observations of their own', () => {
    const reaction = on('pause_writing', [limits(9, 0), write(2), close]);
    expect(run([limits(4, 0), drain(3), write(8)], [reaction])[2]).toBe(
      'write 8 pause_writing@5{limits 0/9 =5, write 2 =7, close =7 closing} >0-3 =7 closing',
    );
  });

  test('run at the first calls only, in their order, and raise at the end', () => {
    const seen = run(
      [peerData(1), settle, peerData(2), settle],
      [on('connection_made', [write(1)], true, 5), on('connection_made', [write(2)])],
    );
    expect(seen[0]).toBe('connect connection_made@0{write 1 =1, write 2 =3}! ?scripted =3');
    expect(run([limits(1), write(1), drain(1), settle, write(1)], [on('pause_writing', [write(1)])])).toEqual([
      'limits -/1 =0',
      'write 1 pause_writing@1{write 1 =2} =2',
      'drain 1 =2',
      'settle >0-1 =1',
      'write 1 =2',
      'settle =2',
    ]);
  });

  test('of several times react so often', () => {
    const steps = [limits(1), write(1), drain(1), settle, write(1), drain(1), settle, write(1)];
    const seen = run(steps, [on('pause_writing', [tamper('edit')], false, 2)]);
    expect(seen.filter((line) => line.includes('{'))).toHaveLength(2);
  });

  test('a callback notes size and bytes at its start, and eof_received what it answers', () => {
    const { steps } = traceOf(
      reference(),
      script([drain(2), write(5), peerEof, settle], [on('eof_received', [abort])], true),
    );
    expect(steps[4]?.calls[0]).toMatchObject({ name: 'eof_received', size: 3, arrived: 2, kept: true });
    const raised = traceOf(reference(), script([peerEof, settle], [on('eof_received', [], true)], true)).steps[2]
      ?.calls[0];
    expect(raised).toEqual({ name: 'eof_received', size: 0, arrived: 0, steps: [], raised: true });
  });
});

describe('a planted fault', () => {
  const plain = script([write(4), write(4), drain(9)]);
  const planted = (plant: Plant): string[] => lines(traceOf(reference(), { ...plain, plant } as PlantedScript));

  test('loses one byte on its way, which the wire has taken', () => {
    expect(planted({ lose: 5 }).at(-1)).toBe('settle >0-5 >6-8 =0');
    expect(planted({ lose: 8 })).toEqual(lines(traceOf(reference(), plain)));
    const one = { ...script([write(1), drain(1), settle, write(1), drain(1)]), plant: { lose: 0 } };
    expect(lines(traceOf(reference(), one)).at(-1)).toBe('settle >1-2 =0');
  });

  test('notes a callback twice', () => {
    expect(planted({ double: 'connection_made' })[0]).toBe('connect connection_made@0 connection_made@0 =0');
  });

  test('tells every size too large', () => {
    expect(planted({ swell: 7 })).toEqual([
      'connect connection_made@7 =7',
      'write 4 =11',
      'write 4 =15',
      'drain 9 =15',
      'settle >0-8 =7',
    ]);
  });
});
