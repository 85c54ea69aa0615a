import type { GlobNode } from '../oci/glob-syntax.ts';
import { parseGlob } from '../oci/glob-syntax.ts';
import type { Rule, Snapshot } from './types.ts';

export type Closest = { repository: string; tag: string };

/** More comparisons than a hint is worth. */
const MOST_COMPARED = 50_000;
/** Readings of a glob's braces that are tried. */
const MOST_READINGS = 20;
/** A tag that differs in more than half of what the glob says is none that was meant. */
const MOST_DIFFERENT = 0.5;

/**
 * For a rule that claims nothing: the tag that comes nearest to one of its globs ("Nothing matches; the closest tag is pr_12").
 * Null when none is near, and for regular expressions.
 */
export function closestTag(rule: Rule, snapshot: Snapshot): Closest | null {
  if (rule.tags === null || 'regex' in rule.tags) return null;
  const readings = rule.tags.include.flatMap(readingsOf);
  let best: Closest | null = null;
  let least = MOST_DIFFERENT;
  let compared = 0;
  for (const { name: repository, tags } of snapshot.repositories)
    for (const { name: tag } of tags) {
      compared += readings.length;
      if (compared > MOST_COMPARED) return best;
      const difference = Math.min(...readings.map((reading) => differenceOf(reading, tag)));
      if (difference > least) continue;
      // Of equally near ones the first by name, whatever the order of the snapshot.
      if (difference === least && best && `${best.repository}:${best.tag}` < `${repository}:${tag}`) continue;
      least = difference;
      best = { repository, tag };
    }
  return best;
}

/** A glob without braces: characters, `?` for any one, `*` for any number. */
type Reading = string[];

function readingsOf(glob: string): Reading[] {
  const parsed = parseGlob(glob);
  return 'problem' in parsed ? [] : spelledOut(parsed.nodes);
}

function spelledOut(nodes: readonly GlobNode[]): Reading[] {
  return nodes.reduce<Reading[]>(
    (readings, node) =>
      readings
        .flatMap((reading) => charactersOf(node).map((characters) => [...reading, ...characters]))
        .slice(0, MOST_READINGS),
    [[]],
  );
}

function charactersOf(node: GlobNode): Reading[] {
  switch (node.kind) {
    case 'text':
      return [[...node.text]];
    case 'one':
      return [['?']];
    case 'many':
    case 'segments':
      return [['*']];
    case 'either':
      return node.options.flatMap(spelledOut);
  }
}

/** Characters to add, drop or exchange until the tag matches (Levenshtein), as a share of those that the glob spells out. */
function differenceOf(reading: Reading, tag: string): number {
  let row = Array.from({ length: tag.length + 1 }, (_, i) => i);
  for (const char of reading) {
    const above = row;
    row = [char === '*' ? above[0]! : above[0]! + 1];
    for (let i = 1; i <= tag.length; i++)
      row.push(
        char === '*'
          ? Math.min(above[i]!, row[i - 1]!)
          : Math.min(
              above[i - 1]! + (char === '?' || char === tag[i - 1] ? 0 : 1),
              above[i]! + 1,
              row[i - 1]! + 1,
            ),
      );
  }
  const said = reading.filter((char) => char !== '*').length;
  return row.at(-1)! / Math.max(said, 1);
}
