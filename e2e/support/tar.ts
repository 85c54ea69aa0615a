export type Entry =
  | { kind: 'file'; path: string; bytes: Uint8Array; mode?: number }
  | { kind: 'directory'; path: string }
  | { kind: 'link'; path: string; target: string };

const BLOCK = 512;

/** A POSIX ustar archive of the entries in their order. Owner 0 and time 0, so that equal entries give equal bytes. */
export function tar(entries: Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const bytes = entry.kind === 'file' ? Buffer.from(entry.bytes) : Buffer.alloc(0);
    return [header(entry, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(entry: Entry, size: number): Buffer {
  if (Buffer.byteLength(entry.path) > 99) throw new Error(`${entry.path} is too long for a plain tar header`);
  const block = Buffer.alloc(BLOCK);
  block.write(entry.path, 0);
  block.write(octal(modeOf(entry), 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.fill(' ', 148, 156);
  block.write({ file: '0', link: '2', directory: '5' }[entry.kind], 156);
  if (entry.kind === 'link') block.write(entry.target, 157);
  block.write('ustar\x0000', 257);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${octal(checksum, 6)}\0 `, 148);
  return block;
}

function modeOf(entry: Entry): number {
  if (entry.kind === 'file') return entry.mode ?? 0o644;
  return entry.kind === 'directory' ? 0o755 : 0o777;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
