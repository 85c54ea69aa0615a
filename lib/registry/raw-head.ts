/** `length`: of the body, null where it has none that could be believed (chunks, no length, two of them). */
export type RawHead = { status: number; length: number | null };

/**
 * Reads the head of an answer (RFC 9112, 4 and 5), as far as a download needs it; null for one that is not HTTP/1.1 to the letter.
 * `text`: everything before the empty line.
 */
export function readRawHead(text: string): RawHead | null {
  const [first = '', ...lines] = text.split('\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3})(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(first) ?? [];
  if (status === undefined) return null;
  const lengths: string[] = [];
  let framed = false;
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined) return null;
    if (/^content-length$/i.test(name)) lengths.push(value!.trim());
    if (/^transfer-encoding$/i.test(name)) framed = true;
  }
  const [length] = lengths;
  const believed = !framed && lengths.length === 1 && /^\d{1,15}$/.test(length!);
  return { status: Number(status), length: believed ? Number(length) : null };
}

/** No space before the colon, no folded lines, no bare CR, LF or NUL: what parsers disagree about is no field. */
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)$/;
