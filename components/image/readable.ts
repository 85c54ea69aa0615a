/** JSON that came in one line, in many; whatever has lines already, or is no JSON, as it is. */
export function readable(text: string): string {
  if (text.trim().includes('\n')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
