/** What a part of a pattern stands for: a wildcard's characters, or one character. */
type Part = { repeats: boolean; takes: (char: string) => boolean };

const ANYTHING: Part = { repeats: true, takes: () => true };
const WITHIN_SEGMENT: Part = { repeats: true, takes: (char) => char !== '/' };

/**
 * Whether all of a text matches: `*` stands for any characters but `/`, `**` for any, all else for itself. For values of claims, which
 * unlike the names that globs (lib/oci/glob.ts) are for may hold anything. Takes time in proportion to both lengths, whatever the pattern.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const parts = partsOf(pattern);
  // At each place of the text: which beginnings of the pattern match what comes before.
  let matched = begin(parts);
  for (const char of text) matched = step(parts, matched, char);
  return matched[parts.length] === true;
}

function partsOf(pattern: string): Part[] {
  return (pattern.match(/\*\*|[^]/gu) ?? []).map((part) => {
    if (part === '**') return ANYTHING;
    return part === '*' ? WITHIN_SEGMENT : { repeats: false, takes: (char) => char === part };
  });
}

function begin(parts: readonly Part[]): boolean[] {
  const matched = [true];
  parts.forEach(({ repeats }, at) => matched.push(repeats && matched[at]!));
  return matched;
}

function step(parts: readonly Part[], before: readonly boolean[], char: string): boolean[] {
  const matched = [false];
  parts.forEach(({ repeats, takes }, at) => {
    const goesOn = repeats ? before[at + 1]! : before[at]!;
    matched.push((goesOn && takes(char)) || (repeats && matched[at]!));
  });
  return matched;
}
