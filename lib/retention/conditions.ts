import { DAY } from './ages.ts';
import { later } from './beneath.ts';
import type { Item } from './items.ts';
import { ageCountsFrom, countedFrom } from './items.ts';
import type { Standing } from './rules.ts';
import type {
  DeleteRule,
  Fact,
  KeepRule,
  KeptBecause,
  NewestBy,
  ProtectedReason,
  Ranked,
  Spared,
  Unknown,
} from './types.ts';

/** What a delete rule says to an item it has claimed. */
export type RuleAnswer = { deletes: Fact[] } | { spares: Spared } | { protects: ProtectedReason };

/** It deletes what meets every condition it states. What can't be known meets none. */
export function askDeleteRule(rule: DeleteRule, item: Item, standing: Standing, now: number): RuleAnswer {
  if (item.age.source === 'unknown') return { spares: { kind: 'unknown', what: 'age' } };
  const answers = [
    pullsCounted(rule, item),
    newest(rule, item, standing),
    olderThan(rule, item, now),
    notPulled(rule, item, now),
    totalSize(rule, item, standing),
  ].filter((answer) => answer !== null);
  const facts: Fact[] = [];
  for (const answer of answers) {
    if (!('fact' in answer)) return answer;
    facts.push(answer.fact);
  }
  return { deletes: facts };
}

/** Why a keep rule protects an item it selects; null: it does not. What can't be known is protected. */
export function askKeepRule(rule: KeepRule, item: Item, standing: Standing, now: number): KeptBecause | null {
  const { keepNewest, pushedWithinDays, pulledWithinDays } = rule;
  if (keepNewest === null && pushedWithinDays === null && pulledWithinDays === null)
    return { kind: 'selected' };
  if (keepNewest !== null) {
    const because = withinNewest(keepNewest, rule.newestBy, standing);
    if (because !== null) return because;
  }
  if (pushedWithinDays !== null) {
    const at = ageCountsFrom(item);
    if (at === null) return { kind: 'unknown', what: 'age' };
    if (!(now - at > pushedWithinDays * DAY)) return { kind: 'pushed-within', at, days: pushedWithinDays };
  }
  return pulledWithinDays === null ? null : pulledWithin(item, pulledWithinDays, now);
}

/** Uses of an item are not counted for long enough to say that there was none for so many days. */
export function unknownUses({ countedSince }: Item, days: number): ProtectedReason {
  return {
    kind: 'statistics-unknown',
    since: countedSince,
    until: countedSince === null ? null : countedSince + days * DAY,
  };
}

type Answer = { fact: Fact } | { spares: Spared } | { protects: ProtectedReason } | null;

/** Ranking by pull asks who was used last, which without counts nobody can say. */
function pullsCounted(rule: DeleteRule, item: Item): Answer {
  const asks = rule.newestBy === 'pull' && (rule.keepNewest !== null || rule.totalSizeAboveBytes !== null);
  if (!asks || item.countedSince !== null) return null;
  return { protects: { kind: 'statistics-unknown', since: null, until: null } };
}

function newest(rule: DeleteRule, item: Item, standing: Standing): Answer {
  if (rule.keepNewest === null) return null;
  const spares = withinNewest(rule.keepNewest, rule.newestBy, standing);
  return spares ? { spares } : { fact: ranked(rule.keepNewest, standing)! };
}

function olderThan(rule: DeleteRule, item: Item, now: number): Answer {
  const days = rule.olderThanDays;
  if (days === null) return null;
  const at = ageCountsFrom(item);
  if (at === null) return { spares: { kind: 'unknown', what: 'age' } };
  if (now - at > days * DAY) return { fact: { kind: 'older-than', at, days, source: item.age.source } };
  return { spares: { kind: 'younger-than', at, days } };
}

function notPulled(rule: DeleteRule, item: Item, now: number): Answer {
  const days = rule.notPulledForDays;
  if (days === null) return null;
  const since = unusedSince(item);
  if (since !== null && now - since > days * DAY) return { fact: { kind: 'not-pulled', since, days } };
  if (item.use && !(now - item.use.at > days * DAY))
    return { spares: { kind: 'pulled-within', at: item.use.at, days } };
  // So young that it need not have been used yet.
  if (since !== null && since === freshSince(item))
    return { spares: { kind: 'younger-than', at: since, days } };
  return { protects: unknownUses(item, days) };
}

function totalSize(rule: DeleteRule, item: Item, { group, total }: Standing): Answer {
  const bytes = rule.totalSizeAboveBytes;
  if (bytes === null) return null;
  if (group === undefined) return { spares: { kind: 'unknown', what: 'group' } };
  if (total === undefined) return { spares: { kind: 'unknown', what: RANKED_BY[rule.newestBy] } };
  if (total > bytes) return { fact: { kind: 'size-above', total, bytes, group } };
  return { spares: { kind: 'size-within', total, bytes, group } };
}

/** What has to be known of a thing for its place. */
const RANKED_BY = { push: 'age', semver: 'version', pull: 'pulls' } as const;

/** Set when it is among the newest, or nobody knows whether it is. */
function withinNewest(newest: number, by: NewestBy, standing: Standing): Ranked | Unknown | null {
  if (standing.group === undefined) return { kind: 'unknown', what: 'group' };
  const rank = ranked(newest, standing);
  if (rank === null) return { kind: 'unknown', what: RANKED_BY[by] };
  return rank.place <= newest ? rank : null;
}

function ranked(newest: number, { group, place }: Standing): Ranked | null {
  return place === undefined ? null : { kind: 'newest', ...place, newest, group: group ?? null };
}

/** From when it is known not to have been used; null: nobody knows. Before counting began it may have been, until it was pushed it can't. */
function unusedSince(item: Item): number | null {
  return item.countedSince === null
    ? null
    : Math.max(item.countedSince, freshSince(item) ?? 0, item.use?.at ?? 0);
}

/** When it was pushed or restored; null: found upstream. */
function freshSince({ age, tag }: Item): number | null {
  return later(age.source === 'push' ? age.at : null, tag?.restoredAt ?? null);
}

function pulledWithin(item: Item, days: number, now: number): KeptBecause | null {
  if (item.use && !(now - item.use.at > days * DAY)) return { kind: 'pulled-within', at: item.use.at, days };
  return countedFrom(item, now - days * DAY) ? null : { kind: 'unknown', what: 'pulls' };
}
