// A program with an agent, that ends in the way it is told: `node owner.mjs <way> <port>`.
import { fileURLToPath } from 'node:url';
import { processSubject } from '../../dist/subjects/process/index.js';

const [way, port] = process.argv.slice(2);
const agent = fileURLToPath(new URL('tied.mjs', import.meta.url));
await processSubject({ command: [process.execPath, agent, port] });
process.stdin.on('data', () => {
  if (way === 'exit') process.exit(0);
  if (way === 'throw') throw new Error('Out of turn.');
  process.kill(process.pid, way);
});
