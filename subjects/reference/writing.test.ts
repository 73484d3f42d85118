/** What the reference does with bytes, pinned by traces: limits, flow control, the buffer, and each of its choices. */
import { describe, expect, test } from '@jest/globals';
import {
  abort,
  close,
  drain,
  limits,
  lines,
  on,
  script,
  settle,
  tamper,
  traceOf,
  write,
  writelines,
} from '../shorthand.js';
import type { Choices } from './choices.js';
import { limitsFor } from './limits.js';
import { reference } from './subject.js';

const run = (...given: Parameters<typeof script>): string[] => lines(traceOf(reference(), script(...given)));
const runAs = (choices: Partial<Choices>, ...given: Parameters<typeof script>): string[] =>
  lines(traceOf(reference(choices), script(...given)));

describe('limits', () => {
  const after = (...stimuli: Parameters<typeof script>[0]): object => {
    const { raised, after } = traceOf(reference(), script([...stimuli, settle])).steps[stimuli.length]!;
    return { raised: raised?.kind ?? null, low: after.low, high: after.high };
  };

  test.each([
    ['both', limits(100, 30), { raised: null, low: 30, high: 100 }],
    ['only high', limits(103), { raised: null, low: 25, high: 103 }],
    ['only low', limits(undefined, 30), { raised: null, low: 30, high: 120 }],
    ['high = 0', limits(0), { raised: null, low: 0, high: 0 }],
    ['high = 0 and low above it', limits(0, 5), { raised: null, low: 0, high: 0 }],
    ['equal ones', limits(5, 5), { raised: null, low: 5, high: 5 }],
    ['fractions', limits(5.5, 2.5), { raised: null, low: 2.5, high: 5.5 }],
    ['low above high', limits(5, 6), { raised: 'value', low: 16_384, high: 65_536 }],
    ['a negative low', limits(5, -1), { raised: 'value', low: 16_384, high: 65_536 }],
    ['a negative high', limits(-1), { raised: 'value', low: 16_384, high: 65_536 }],
  ])('given %s', (_name, stimulus, expected) => {
    expect(after(stimulus)).toEqual(expected);
  });

  test('that are no numbers are refused', () => {
    for (const odd of ['5', null, NaN, {}]) expect(() => limitsFor({ high: odd as number }, 'refused')).toThrow();
  });

  test('given none are the defaults again', () => {
    expect(after(limits(10, 5), limits())).toEqual({ raised: null, low: 16_384, high: 65_536 });
  });

  test('lowered below the size pause at once; raised, they wait for the next drain', () => {
    expect(run([write(50), limits(50, 5), limits(500, 400), settle, drain(1), settle])).toEqual([
      'write 50 =50',
      'limits 5/50 pause_writing@50 =50',
      'limits 400/500 =50',
      'settle =50',
      'drain 1 =50',
      'settle resume_writing@49 >0-1 =49',
    ]);
  });
});

describe('flow control', () => {
  test('pauses once when the size reaches high, and resumes once when it is down to low', () => {
    const stimuli = [limits(10, 4), write(9), write(1), write(5), drain(10), settle, drain(1), settle, write(6)];
    expect(run(stimuli)).toEqual([
      'limits 4/10 =0',
      'write 9 =9',
      'write 1 pause_writing@10 =10',
      'write 5 =15',
      'drain 10 =15',
      'settle >0-10 =5',
      'drain 1 =5',
      'settle resume_writing@4 >10-11 =4',
      'write 6 pause_writing@10 =10',
      'settle =10',
    ]);
  });

  test('with high = 0 pauses on the first byte, and never on an empty buffer', () => {
    expect(run([limits(0), write(0), write(1), drain(1), settle, drain(3), write(3)])).toEqual([
      'limits -/0 =0',
      'write 0 =0',
      'write 1 pause_writing@1 =1',
      'drain 1 =1',
      'settle resume_writing@0 >0-1 =0',
      'drain 3 =0',
      'write 3 >1-4 =0',
      'settle =0',
    ]);
  });

  test('counts writelines as the same bytes written one by one', () => {
    expect(run([limits(10, 4), writelines([5, 0, 4]), writelines([1, 3], 'generator')]).slice(1, 3)).toEqual([
      'writelines 5+0+4 =9',
      'writelines 1+3 pause_writing@13 =13',
    ]);
  });

  test('goes on when a callback raises, as it was about to', () => {
    const raising = [on('pause_writing', [], true), on('resume_writing', [], true)];
    expect(run([limits(2, 0), write(2), drain(2), settle, write(2)], raising).slice(1)).toEqual([
      'write 2 pause_writing@2! ?scripted =2',
      'drain 2 =2',
      'settle resume_writing@0! >0-2 ?scripted =0',
      'write 2 pause_writing@2 =2',
      'settle =2',
    ]);
  });

  test('does not resume after an abort, and does while closing', () => {
    expect(run([limits(2, 1), write(2), abort, drain(9), settle]).at(-1)).toBe(
      'settle connection_lost(none)@0 >eof =0 closing',
    );
    expect(run([limits(2, 1), write(2), close, drain(1), settle]).at(-1)).toBe(
      'settle resume_writing@1 >0-1 =1 closing',
    );
  });
});

describe('the buffer', () => {
  test('is passed by while the wire takes all, and then keeps the rest', () => {
    expect(run([drain(5), write(3), writelines([1, 3, 2]), write(1)])).toEqual([
      'drain 5 =0',
      'write 3 >0-3 =0',
      'writelines 1+3+2 >3-5 =4',
      'write 1 =5',
      'settle =5',
    ]);
  });

  test('takes all of a writelines or nothing of it', () => {
    expect(
      run([writelines([3, 'wrong', 2]), writelines([2], 'not-iterable'), writelines([]), write(1, 'wrong')]),
    ).toEqual([
      'writelines 3+0+2 !type =0',
      'writelines 2 !type =0',
      'writelines  =0',
      'write 0 !type =0',
      'settle =0',
    ]);
  });

  test('keeps what was accepted when the caller’s memory changes', () => {
    expect(run([write(9, 'bytearray'), tamper('edit'), tamper('clear'), drain(9)]).at(-1)).toBe('settle >0-9 =0');
  });
});

describe('choices', () => {
  test('pausesWhen: exceeds', () => {
    expect(runAs({ pausesWhen: 'exceeds' }, [limits(10, 4), write(10), write(1)]).slice(1, 3)).toEqual([
      'write 10 =10',
      'write 1 pause_writing@11 =11',
    ]);
    expect(runAs({ pausesWhen: 'exceeds' }, [limits(0), write(1)])[1]).toBe('write 1 pause_writing@1 =1');
  });

  test('writeTries: later', () => {
    expect(runAs({ writeTries: 'later' }, [drain(5), write(3), writelines([3]), settle, close])).toEqual([
      'drain 5 =0',
      'write 3 =3',
      'writelines 3 =6',
      'settle >0-5 =1',
      'close =1 closing',
      'settle =1 closing',
    ]);
    // A try that sends nothing is no drain, and resumes nobody.
    expect(runAs({ writeTries: 'later' }, [limits(2), write(2), limits(), settle]).at(-1)).toBe('settle =2');
  });

  test('mutableChunks: aliased', () => {
    const edited = [
      write(9, 'bytearray'),
      drain(2),
      settle,
      tamper('edit'),
      drain(3),
      settle,
      tamper('clear'),
      drain(9),
    ];
    expect(runAs({ mutableChunks: 'aliased' }, edited)).toEqual([
      'write 9 =9',
      'drain 2 =9',
      'settle >0-2 =7',
      'edit =7',
      'drain 3 =7',
      'settle >2-5:edited =4',
      'clear =4',
      'drain 9 =4',
      'settle >5-9 =0',
    ]);
  });

  test('writeWhileClosing: accepted', () => {
    expect(
      runAs({ writeWhileClosing: 'accepted' }, [write(2), close, write(3), drain(9), settle, write(1)]).slice(2),
    ).toEqual([
      'write 3 =5 closing',
      'drain 9 =5 closing',
      'settle connection_lost(none)@0 >0-5 >eof =0 closing',
      'write 1 =0 closing',
      'settle =0 closing',
    ]);
  });

  test('sizeAfterAbort: kept', () => {
    expect(runAs({ sizeAfterAbort: 'kept' }, [write(2), abort, limits(1), settle]).slice(1)).toEqual([
      'abort =2 closing',
      'limits -/1 =2 closing',
      'settle connection_lost(none)@0 >eof =0 closing',
    ]);
  });

  test('zeroHigh: refused', () => {
    expect(runAs({ zeroHigh: 'refused' }, [limits(0, 5), limits(0)]).slice(0, 2)).toEqual([
      'limits 5/0 !value =0',
      'limits -/0 =0',
    ]);
  });

  test('are told in the version', () => {
    expect(reference({ pausesWhen: 'exceeds' }).version).toBe('Plimsoll’s reference transport pausesWhen=exceeds');
  });
});
