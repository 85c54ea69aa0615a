/** Reads lines such as `repository: acme/app` into claims; a line without a colon is a claim without a value, which the form refuses. */
export function claimsOf(text: string): Record<string, string> {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return Object.fromEntries(lines.map(claimOf));
}

function claimOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}
