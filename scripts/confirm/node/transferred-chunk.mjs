// A chunk whose memory is given away while it waits behind another is counted for ever: 'drain' never comes, nor does an end.
// Plain Node, and nothing of Plimsoll. Exits 1 when the fault is there.
import { Writable } from 'node:stream';

const pending = [];
const stream = new Writable({
  highWaterMark: 64,
  write: (chunk, _encoding, done) => pending.push([chunk.length, done]),
});
const seen = [];
for (const event of ['drain', 'finish', 'close']) stream.on(event, () => seen.push(event));

stream.write(Buffer.alloc(10)); // under way
const chunk = new Uint8Array(60);
const mayGoOn = stream.write(chunk); // waits behind it, and crosses the line
structuredClone(chunk.buffer, { transfer: [chunk.buffer] });

const taken = [];
for (let turns = 0; turns < 20; turns++) {
  const [n, done] = pending.shift() ?? [];
  if (done) {
    taken.push(n);
    done();
  }
  if (turns === 10) stream.end();
  await new Promise((resolve) => setImmediate(resolve));
}
const { writableLength, writableNeedDrain } = stream;
const effects = [
  ...(taken.join() === '10,60' ? [] : [`of chunks of 10 and 60 bytes ${taken.join(' and ')} arrive`]),
  ...(writableLength === 0 ? [] : [`${writableLength} bytes are counted with nothing left to write`]),
  ...(mayGoOn || seen.includes('drain') ? [] : ["'drain' never comes"]),
  ...(seen.includes('finish') && !writableNeedDrain ? [] : ["after end() neither 'finish' nor 'close' comes"]),
];
console.log(effects.length > 0 ? `REPRODUCED: ${effects.join('; ')}` : 'NOT REPRODUCED: all as promised');
process.exitCode = effects.length > 0 ? 1 : 0;
