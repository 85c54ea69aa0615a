/** An answer as it came over the wire: names of headers in lower case, in their order. */
export type WireAnswer = { status: number; headers: [name: string, value: string][]; body: Buffer };

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Reads the first HTTP/1.1 answer in `bytes`, to the letter of RFC 9112; null while more must come. `ended`: nothing more comes, so a body
 * without length ends here. @throws Error for whatever is not HTTP/1.1
 */
export function readAnswer(
  bytes: Buffer,
  { method, ended }: { method: string; ended: boolean },
): { answer: WireAnswer; length: number } | null {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return null;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 ([1-5]\d\d) [\t\x20-\x7e]*$/.exec(first)?.[1]);
  if (!status) throw new Error(`no status line: ${JSON.stringify(first.slice(0, 200))}`);
  const headers = lines.map(field);
  const start = end + HEAD_END.length;
  const bodyless = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  const body = bodyless
    ? { content: Buffer.alloc(0), length: 0 }
    : readBody(bytes.subarray(start), headers, ended);
  return body && { answer: { status, headers, body: body.content }, length: start + body.length };
}

/** The value of a header that may come once; undefined without it. @throws Error when it comes twice */
export function headerOf({ headers }: Pick<WireAnswer, 'headers'>, name: string): string | undefined {
  const values = headers.filter(([other]) => other === name).map(([, value]) => value);
  if (values.length > 1) throw new Error(`${name} comes ${values.length} times`);
  return values[0];
}

function field(line: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t\x20-\x7e]*?)[\t ]*$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`no header: ${JSON.stringify(line.slice(0, 200))}`);
  return [name.toLowerCase(), value!];
}

type Body = { content: Buffer; length: number };

function readBody(rest: Buffer, headers: WireAnswer['headers'], ended: boolean): Body | null {
  const length = headerOf({ headers }, 'content-length');
  const coding = headerOf({ headers }, 'transfer-encoding');
  if (coding !== undefined) {
    if (coding !== 'chunked' || length !== undefined) throw new Error(`coding ${coding}, length ${length}`);
    return readChunks(rest);
  }
  if (length === undefined) return ended ? { content: rest, length: rest.length } : null;
  if (!/^\d+$/.test(length)) throw new Error(`length ${length}`);
  const size = Number(length);
  return rest.length < size ? null : { content: rest.subarray(0, size), length: size };
}

function readChunks(rest: Buffer): Body | null {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const line = rest.subarray(at, lineEnd).toString('latin1');
    if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`chunk ${JSON.stringify(line.slice(0, 50))}`);
    const size = parseInt(line, 16);
    const end = lineEnd + 2 + size;
    if (rest.length < end + 2) return null;
    if (rest.toString('latin1', end, end + 2) !== '\r\n') throw new Error('a chunk without its end');
    if (size === 0) return { content: Buffer.concat(parts), length: end + 2 };
    parts.push(rest.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}
