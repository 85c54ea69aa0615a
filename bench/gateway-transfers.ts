import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Block } from './gateway-block.ts';
import { asChunks } from './gateway-block.ts';

/** Where, and as whom; the header is left out where there is none. */
export type Target = { url: string; repository: string; authorization?: string };
export type PushForm = 'monolithic' | 'chunked';

const BUFFER_BYTES = 1024 * 1024;

/** Reads a blob and throws it away, by a bare socket: what a client's own library costs is not what is measured. */
export async function pullBlock(
  target: Target,
  { digest, size }: Pick<Block, 'digest' | 'size'>,
): Promise<void> {
  const { status, bytes } = await exchange(target, 'GET', `/v2/${target.repository}/blobs/${digest}`);
  if (status !== 200 || bytes !== size)
    throw new Error(`pull of ${digest}: ${status}, ${bytes} of ${size} bytes`);
}

/** A whole push: docker's chunked PATCH and an empty PUT, or all in the PUT. */
export async function pushBlock(target: Target, blob: Block, form: PushForm): Promise<void> {
  const started = await exchange(target, 'POST', `/v2/${target.repository}/blobs/uploads/`);
  expect(started, 202, 'start of an upload');
  const patched = form === 'chunked' ? await patch(target, started.location, blob) : null;
  const at = new URL(patched?.location ?? started.location, target.url);
  at.searchParams.set('digest', blob.digest);
  const body = patched ? undefined : { head: `content-length: ${blob.size}`, part: blob.block, end: '' };
  const finished = await exchange(
    target,
    'PUT',
    at.pathname + at.search,
    body && { ...body, times: timesOf(blob) },
  );
  expect(finished, 201, 'end of an upload');
}

async function patch(target: Target, location: string, blob: Block): Promise<Answer> {
  const { pathname, search } = new URL(location, target.url);
  const body = {
    head: 'transfer-encoding: chunked',
    part: asChunks(blob),
    end: '0\r\n\r\n',
    times: timesOf(blob),
  };
  const answer = await exchange(target, 'PATCH', pathname + search, body);
  expect(answer, 202, 'PATCH');
  return answer;
}

function timesOf({ size, block }: Block): number {
  return size / block.length;
}

function expect(answer: Answer, status: number, what: string): void {
  if (answer.status !== status) throw new Error(`${what} was answered ${answer.status}`);
}

/** `bytes`: of the answer's body. */
type Answer = { status: number; location: string; bytes: number };
type Body = { head: string; part: Buffer; times: number; end: string };

/** One request on a connection of its own. */
function exchange(target: Target, method: string, path: string, body?: Body): Promise<Answer> {
  const { hostname, port, host } = new URL(target.url);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}`,
    ...(target.authorization ? [`authorization: ${target.authorization}`] : []),
    ...(body ? [body.head, 'content-type: application/octet-stream'] : ['content-length: 0']),
  ];
  return new Promise((resolve, reject) => {
    const reader = new AnswerReader();
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: {
        buffer: Buffer.alloc(BUFFER_BYTES),
        callback: (length, buffer) => {
          reader.take(buffer as Buffer, length);
          if (reader.complete) {
            socket.destroy();
            resolve(reader);
          }
          return true;
        },
      },
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${method} ${path}: the connection broke off`)));
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (body) sendBody(socket, body);
  });
}

function sendBody(socket: Socket, { part, times, end }: Body): void {
  let left = times;
  const next = () => {
    if (left > 0) socket.write(part, next);
    else if (left === 0 && end) socket.write(end);
    left--;
  };
  // Two under way: the kernel never waits for this program.
  next();
  next();
}

/** As much of HTTP as an answer with a length needs. */
class AnswerReader implements Answer {
  status = 0;
  location = '';
  bytes = 0;
  #head = '';
  #length = -1;

  get complete(): boolean {
    return this.#length >= 0 && this.bytes >= this.#length;
  }

  take(buffer: Buffer, length: number): void {
    if (this.#length >= 0) {
      this.bytes += length;
      return;
    }
    this.#head += buffer.toString('latin1', 0, length);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.status = Number(this.#head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
    this.location = /^location: *(.+?)\r?$/im.exec(this.#head.slice(0, end + 2))?.[1] ?? '';
    this.#length = Number(/^content-length: *(\d+)/im.exec(this.#head.slice(0, end))?.[1] ?? 0);
    this.bytes = this.#head.length - end - '\r\n\r\n'.length;
  }
}
