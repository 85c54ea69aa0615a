import type { ManifestVerdict, Policy, RuleCount, TagVerdict, Totals } from './types.ts';

export function totalsOf(tags: readonly TagVerdict[], manifestsDeleted: number, freedBytes: number): Totals {
  const counts = { delete: 0, keep: 0, protected: 0 };
  for (const { outcome } of tags) counts[outcome]++;
  return {
    tags: tags.length,
    deleted: counts.delete,
    kept: counts.keep,
    protected: counts.protected,
    manifestsDeleted,
    freedBytes,
  };
}

export function added(parts: readonly Totals[]): Totals {
  const sum = (field: keyof Totals) => parts.reduce((total, part) => total + part[field], 0);
  return {
    tags: sum('tags'),
    deleted: sum('deleted'),
    kept: sum('kept'),
    protected: sum('protected'),
    manifestsDeleted: sum('manifestsDeleted'),
    freedBytes: sum('freedBytes'),
  };
}

/** @param selected how many items each keep rule selects; of delete rules the verdicts tell */
export function ruleCounts(
  policy: Policy,
  verdicts: Iterable<TagVerdict | ManifestVerdict>,
  selected: ReadonlyMap<string, number>,
): RuleCount[] {
  const counts = new Map(
    policy.rules.map(({ id }) => [id, { rule: id, claimed: selected.get(id) ?? 0, deleted: 0, kept: 0 }]),
  );
  for (const { outcome, reason, rule } of verdicts) {
    const claimer = rule === null ? undefined : counts.get(rule);
    if (claimer) {
      claimer.claimed++;
      if (outcome === 'delete') claimer.deleted++;
      else claimer.kept++;
    }
    const keeper = reason.kind === 'keep-rule' ? counts.get(reason.rule) : undefined;
    if (keeper) keeper.kept++;
  }
  return [...counts.values()];
}
