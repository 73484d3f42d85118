/** The adapter of a transport of one's own: names on the left are asyncio's, on the right are the transport's. */
import { defineTransport, type Transport } from '../../subjects/transport.js'; // for you: from 'plimsoll'
import { Outbox } from './outbox.js';

export default defineTransport({
  name: 'my-transport',
  version: 'my-transport 1.0.0',
  connect({ protocol, loop, wire }) {
    const outbox = new Outbox(
      wire,
      {
        full: () => protocol.pauseWriting(),
        roomy: () => protocol.resumeWriting(),
        data: (bytes) => protocol.dataReceived(bytes),
        end: () => protocol.eofReceived(),
        gone: (error) => protocol.connectionLost(error),
        failed: (error) => loop.callExceptionHandler(error),
      },
      (callback) => loop.callSoon(callback),
    );
    const transport: Transport = {
      write: (data) => outbox.push([data]),
      writelines: (items) => outbox.push(items),
      writeEof: () => outbox.finish(),
      canWriteEof: () => true,
      close: () => outbox.end(),
      abort: () => outbox.destroy(),
      isClosing: () => outbox.ending,
      setWriteBufferLimits: (limits) => outbox.setMarks(limits),
      getWriteBufferSize: () => outbox.pending,
      getWriteBufferLimits: () => ({ low: outbox.low, high: outbox.high }),
    };
    loop.callSoon(() => {
      try {
        protocol.connectionMade(transport);
      } finally {
        outbox.start();
      }
    });
    return transport;
  },
});
