import { connect, type Socket } from 'node:net';

/** Measured: with 64 KiB, as streams read, a pull is half as fast; beyond 1 MiB nothing is gained. */
const LARGE_BYTES = 1024 * 1024;
/** The least, for a crowd: a thousand slow pulls hold 128 MiB of these. */
const SMALL_BYTES = 64 * 1024;
/** Readers that get large buffers: 32 MiB. */
const MAX_LARGE = 16;

/** Readers at work. */
let readers = 0;
let large = 0;
const spare: Buffer[] = [];

/** Gets bytes, which are good until `release` is called, and must call it. */
export type Take = (bytes: Uint8Array, release: () => void) => void;

/**
 * Connects, and reads into two buffers in turn: one is filled while the other is on its way to somewhere. Never reads more than the
 * taker has released, so a slow taker slows the sender down. All readers together move about one large buffer in a turn of the event
 * loop, so that small requests between do not wait for all of them.
 */
export function readInTurns(address: { path: string } | { host: string; port: number }, take: Take): Socket {
  const pair = lend();
  readers++;
  const busy = [false, false];
  let turn: 0 | 1 = 0;
  let closed = false;
  const giveBackAtEnd = () => {
    if (closed && !busy[0] && !busy[1]) giveBack(pair);
  };
  const socket = connect({
    ...address,
    onread: {
      buffer: () => pair[turn].subarray(0, Math.max(SMALL_BYTES, Math.ceil(LARGE_BYTES / readers))),
      callback: (length, buffer) => {
        const filled = turn;
        turn = filled === 0 ? 1 : 0;
        busy[filled] = true;
        const release = () => {
          busy[filled] = false;
          // Both were on their way, so reading has stopped.
          if (filled === turn && !socket.destroyed) socket.resume();
          giveBackAtEnd();
        };
        // In the next turn of the event loop: a socket that always has more would keep all others waiting in this one.
        take(buffer.subarray(0, length), () => void setImmediate(release));
        return !busy[turn];
      },
    },
  });
  socket.once('close', () => {
    closed = true;
    readers--;
    giveBackAtEnd();
    // Whatever becomes of the bytes on their way.
    if (pair[0].length === LARGE_BYTES) large--;
  });
  return socket;
}

function lend(): readonly [Buffer, Buffer] {
  if (large >= MAX_LARGE) return [Buffer.allocUnsafeSlow(SMALL_BYTES), Buffer.allocUnsafeSlow(SMALL_BYTES)];
  large++;
  const one = () => spare.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES);
  return [one(), one()];
}

function giveBack(pair: readonly [Buffer, Buffer]): void {
  if (pair[0].length === LARGE_BYTES && spare.length < 2 * MAX_LARGE) spare.push(...pair);
}
