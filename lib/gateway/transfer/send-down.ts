import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { RawAnswer } from '#lib/registry/raw-download.ts';

/**
 * Streams content to the client with backpressure, in both directions of failure: a client that goes away (or was cut off, see
 * http/send.ts) ends the read upstream, a source that breaks off breaks the answer off, so that no one takes half a blob for a whole one.
 */
export async function sendDown(source: IncomingMessage, response: ServerResponse): Promise<void> {
  await orBreakOff(response, () => pipeline(source, response));
}

/** The same for a raw answer: each buffer is read again once the client's socket has it. */
export async function sendRaw(source: RawAnswer, response: ServerResponse): Promise<void> {
  response.once('close', () => source.destroy());
  await orBreakOff(response, async () => {
    await source.send((bytes, done) => response.write(bytes, done));
    response.end();
  });
}

async function orBreakOff(response: ServerResponse, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch {
    // Both ends are closed by now; the access log shows how far it came.
    response.destroy();
  }
}
