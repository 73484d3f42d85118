// The honest agent, with a grandchild, each on a line to the port that it is given: the line breaks when they end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { serve } from './honest.mjs';

const port = Number(process.argv[2]);
const CALL = `require('net').connect(${port})`;

const grandchild = spawn(process.execPath, ['-e', CALL], { stdio: 'inherit' });
await once(connect(port), 'connect');
await serve();
// Its input has ended, so whoever started it has gone.
grandchild.kill('SIGKILL');
process.exit(0);
