import { createHash, randomBytes } from 'node:crypto';

/** A large blob that needs no memory: one block of random bytes, again and again. */
export type Block = { digest: string; size: number; block: Buffer };

const BLOCK_BYTES = 1024 * 1024;

/** `size`: rounded up to whole blocks. */
export function makeBlock(size: number): Block {
  const block = randomBytes(BLOCK_BYTES);
  const times = Math.ceil(size / BLOCK_BYTES);
  const hash = createHash('sha256');
  for (let time = 0; time < times; time++) hash.update(block);
  return { digest: `sha256:${hash.digest('hex')}`, size: times * BLOCK_BYTES, block };
}

/** docker's writer: a chunk for each 32 KiB that it copies. */
const CHUNK_BYTES = 32 * 1024;

/** The block as chunks of HTTP/1.1 (RFC 9112, 7.1). */
export function asChunks({ block }: Block): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < block.length; at += CHUNK_BYTES) {
    const part = block.subarray(at, at + CHUNK_BYTES);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}
