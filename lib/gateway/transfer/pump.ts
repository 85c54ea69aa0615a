import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';

/**
 * What `pipe` does, and gives each chunk's memory back as soon as it is written: left to the collector, the chunks of a large push
 * cost more time than moving them. @returns the end of it: no more is read until someone else does
 */
export function pump(from: IncomingMessage, to: Writable): () => void {
  const onData = (chunk: Buffer) => {
    const more = to.write(chunk, (error) => {
      if (!error) free(chunk);
    });
    if (!more) from.pause();
  };
  const onDrain = () => from.resume();
  const onEnd = () => to.end();
  from.on('data', onData);
  from.once('end', onEnd);
  to.on('drain', onDrain);
  return () => {
    from.off('data', onData);
    from.off('end', onEnd);
    to.off('drain', onDrain);
    from.pause();
  };
}

/** A body's chunks are copies that Node's parser made for whoever reads them: nobody else holds one that fills its memory. */
function free(chunk: Buffer): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength) buffer.transfer(0);
}
