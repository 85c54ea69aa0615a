import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** As much as is worth holding: each write to a socket wakes whoever reads it, which costs more than the copy of some KiB. */
const TOGETHER_BYTES = 256 * 1024;

/**
 * What `pipe` does, and gives each chunk's memory back as soon as it is written: left to the collector, the chunks of a large push
 * cost more time than moving them. Small chunks that arrive at one moment are written at once. `look` sees each chunk before it
 * goes, and keeps none. @returns the end of it: no more is read until someone else does
 */
export function pump(from: IncomingMessage, to: ClientRequest, look?: (chunk: Buffer) => void): () => void {
  const together = gather();
  const onData = (chunk: Buffer) => {
    look?.(chunk);
    if (to.socket) together(to.socket, chunk.length);
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

/** Holds small writes to a socket until there is enough of them, or nothing more came in a turn of the event loop. Call before each. */
function gather(): (socket: Socket, bytes: number) => void {
  let held: { socket: Socket; bytes: number; grown: boolean; timer: NodeJS.Immediate } | null = null;
  const release = () => {
    if (!held) return;
    clearImmediate(held.timer);
    held.socket.uncork();
    held = null;
  };
  const turn = () => {
    if (!held?.grown) return release();
    held.grown = false;
    held.timer = setImmediate(turn);
  };
  return (socket, bytes) => {
    if (held && held.bytes + bytes > TOGETHER_BYTES) release();
    if (bytes >= TOGETHER_BYTES) return;
    if (held) {
      held.bytes += bytes;
      held.grown = true;
    } else {
      socket.cork();
      held = { socket, bytes, grown: true, timer: setImmediate(turn) };
    }
  };
}

/** A body's chunks are copies that Node's parser made for whoever reads them: nobody else holds one that fills its memory. */
function free(chunk: Buffer): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength) buffer.transfer(0);
}
