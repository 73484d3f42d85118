/** The worked example of the documentation is loaded as anyone's would be, and does what it says. */
import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadSubject } from './load.js';
import { close, drain, limits, lines, on, peerData, script, settle, traceOf, write, writelines } from './shorthand.js';

test('docs/examples/my-transport.ts is a subject', async () => {
  const subject = await loadSubject(join(__dirname, '../docs/examples/my-transport.ts'));
  expect(subject.name).toBe('my-transport');
  const stimuli = [
    limits(10, 4),
    write(10),
    write(1),
    writelines([2, 'wrong']),
    drain(9),
    peerData(3),
    settle,
    close,
    drain(9),
  ];
  expect(lines(traceOf(subject, script(stimuli, [on('pause_writing', [write(3, 'wide')])])))).toEqual([
    'limits 4/10 =0',
    'write 10 =10',
    'write 1 pause_writing@11{write 4 =15} =15',
    'writelines 2+0 !type =15',
    'drain 9 =15',
    'peer_data 3 =15',
    'settle data_received(3)@15 >0-9 =6',
    'close =6 closing',
    'drain 9 =6 closing',
    'settle resume_writing@0 connection_lost(none)@0 >9-15 >eof =0 closing',
  ]);
});
