import type { Socket } from 'node:net';
import { upstreamSeconds } from '#lib/metrics/metrics.ts';
import { upstreamConnection } from './connection.ts';
import { readRawHead, type RawHead } from './raw-head.ts';
import { readInTurns } from './read-in-turns.ts';
import { upstreamError } from './request.ts';

/** Far above what a registry sends; as Node's own limit. */
const MAX_HEAD_BYTES = 16 * 1024;
const HEAD_END = '\r\n\r\n';

/** Takes bytes, and calls back once they are gone. */
export type Write = (bytes: Uint8Array, done: (error?: Error | null) => void) => void;

/** What the registry answers a download with, its body not yet taken. */
export type RawAnswer = RawHead & {
  /** Hands the whole body (of `length` bytes) to `write`. @throws AppError UPSTREAM_ERROR when either side breaks off */
  send: (write: Write) => Promise<void>;
  destroy: () => void;
};

/** Where a plain socket gets to the registry; null for https. */
export function plainAddress(): { path: string } | { host: string; port: number } | null {
  const { options } = upstreamConnection();
  if (options.socketPath) return { path: options.socketPath };
  if (options.protocol !== 'http:' || !options.hostname) return null;
  return { host: options.hostname, port: Number(options.port || 80) };
}

/**
 * GETs `path` past node:http: in large buffers that are used again and again, a download costs half. On a connection of its own, which
 * ends with it or with `signal`. Null: an answer that is not HTTP/1.1 to the letter.
 * @throws AppError UPSTREAM_ERROR
 */
export async function rawDownload(
  address: NonNullable<ReturnType<typeof plainAddress>>,
  { path, headers, signal }: { path: string; headers: Record<string, string>; signal: AbortSignal },
): Promise<RawAnswer | null> {
  const started = performance.now();
  const reader = new Reader(address);
  const destroy = () => reader.socket.destroy();
  signal.addEventListener('abort', destroy, { once: true });
  reader.socket.once('close', () => signal.removeEventListener('abort', destroy));
  if (signal.aborted) destroy();
  reader.socket.write(requestText(path, headers));
  const head = await reader.head;
  upstreamSeconds.observe((performance.now() - started) / 1000, 'GET');
  if (head !== null) return { ...head, send: (write) => reader.send(write), destroy };
  destroy();
  return null;
}

function requestText(path: string, headers: Record<string, string>): string {
  const { options, prefix, authorization } = upstreamConnection();
  const name = options.hostname?.includes(':') ? `[${options.hostname}]` : options.hostname;
  const all: Record<string, string> = {
    host: options.socketPath ? 'registry' : `${name}${options.port ? `:${options.port}` : ''}`,
    ...(authorization ? { authorization } : {}),
    ...headers,
    connection: 'close',
  };
  const lines = Object.entries(all).map(([field, value]) => `${field}: ${value}`);
  return `GET ${prefix}${path} HTTP/1.1\r\n${lines.join('\r\n')}${HEAD_END}`;
}

type Part = { bytes: Uint8Array; release: () => void };

/** Reads one answer: its head, and then the body as fast as it is taken. */
class Reader {
  readonly socket: Socket;
  readonly head: Promise<RawHead | null>;
  readonly #head = Promise.withResolvers<RawHead | null>();
  readonly #sent = Promise.withResolvers<void>();
  /** What has come before anyone took it: a buffer or two. */
  readonly #waiting: Part[] = [];
  #headText: string | null = '';
  #write: Write | null = null;
  /** Bytes of the body still to come from the registry, and still to be handed over. */
  #toCome = 0;
  #toSend = 0;

  constructor(address: NonNullable<ReturnType<typeof plainAddress>>) {
    this.head = this.#head.promise;
    // Whoever gives it up early does not look.
    this.#sent.promise.catch(() => undefined);
    this.socket = readInTurns(address, (bytes, release) => this.#take({ bytes, release }));
    this.socket.once('error', (cause) => this.#fail(cause));
    this.socket.once('close', () => {
      if (this.#headText !== null || this.#toCome > 0)
        this.#fail(new Error('the registry broke the answer off'));
    });
  }

  send(write: Write): Promise<void> {
    this.#write = write;
    for (const part of this.#waiting.splice(0)) this.#pass(part);
    if (this.#toSend === 0) this.#end();
    return this.#sent.promise;
  }

  #take(part: Part): void {
    if (this.#headText !== null) return this.#takeHead(part, this.#headText);
    this.#toCome -= part.bytes.length;
    if (this.#toCome < 0) return this.#fail(new Error('the registry sent more than it said'));
    if (this.#write === null) this.#waiting.push(part);
    else this.#pass(part);
  }

  #takeHead(part: Part, before: string): void {
    const text = before + Buffer.from(part.bytes).toString('latin1');
    const end = text.indexOf(HEAD_END);
    if (end < 0) {
      part.release();
      this.#headText = text;
      if (text.length > MAX_HEAD_BYTES)
        this.#fail(new Error("the head of the registry's answer is too long"));
      return;
    }
    this.#headText = null;
    const head = readRawHead(text.slice(0, end));
    this.#toSend = this.#toCome = head?.length ?? 0;
    this.#head.resolve(head);
    const bytes = part.bytes.subarray(end + HEAD_END.length - before.length);
    if (bytes.length > 0 && head?.length) this.#take({ ...part, bytes });
    else part.release();
  }

  #pass({ bytes, release }: Part): void {
    this.#write!(bytes, (error) => {
      release();
      if (error) return this.#fail(error);
      this.#toSend -= bytes.length;
      if (this.#toSend === 0) this.#end();
    });
  }

  #end(): void {
    this.#sent.resolve();
    this.socket.destroy();
  }

  #fail(cause: Error): void {
    const error = upstreamError(cause);
    this.#head.reject(error);
    this.#sent.reject(error);
    this.socket.destroy();
  }
}
