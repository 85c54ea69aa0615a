import { askDeleteRule, askKeepRule } from './conditions.ts';
import type { Contents } from './contents.ts';
import { longestExpiry } from './expires-after.ts';
import type { Item } from './items.ts';
import { ageCountsFrom } from './items.ts';
import { fixed, protection } from './protections.ts';
import { askReplaced, isBuildCache } from './replaced.ts';
import type { Choices, Standing } from './rules.ts';
import { noChoices, standings } from './rules.ts';
import type { Compiled } from './selection.ts';
import type { DeleteRule, IndexDoubt, KeepRule, Outcome, Policy, ProtectedReason, Reason } from './types.ts';

export type Decision = {
  outcome: Outcome;
  reason: Reason;
  /** The delete rule that claimed it. */
  rule: string | null;
};

/** What all decisions in a repository go by. */
export type Rulebook = {
  policy: Policy;
  now: number;
  indexDoubt: IndexDoubt | null;
  contents: Contents;
  /** Of the rules, those for this repository. */
  keep: Compiled<KeepRule>[];
  delete: Compiled<DeleteRule>[];
  /** How many items each keep rule selects; added to. */
  selected: Map<string, number>;
};

/**
 * Decides about what stands for itself in one repository: tags but those that hold attachments, and manifests that nothing
 * holds. What goes wrong with one of them keeps that one.
 */
export function decide(items: readonly Item[], book: Rulebook): Map<Item, Decision> {
  const decisions = new Map<Item, Decision>();
  const keep = noChoices(book.keep);
  const claims = noChoices(book.delete);
  for (const item of items)
    attempt(item, decisions, () => {
      choose(item, book, keep, claims);
      return null;
    });
  const kept = keptByRule(keep, book);
  const claimed = claimedByRule(claims, book);
  for (const item of items)
    if (!decisions.has(item))
      attempt(item, decisions, () => decideOne(item, book, kept.get(item), claimed.get(item)));
  return decisions;
}

/** The verdict on what could not be looked at. */
export function failed(error: unknown): Decision {
  const message = error instanceof Error ? error.message : 'It could not be looked at.';
  return { outcome: 'keep', reason: { kind: 'error', message }, rule: null };
}

type Claim = { rule: DeleteRule; standing: Standing };

function attempt(item: Item, decisions: Map<Item, Decision>, work: () => Decision | null): void {
  try {
    const decision = work();
    if (decision) decisions.set(item, decision);
  } catch (error) {
    decisions.set(item, failed(error));
  }
}

/**
 * Gives an item to every keep rule that selects it, and to the first delete rule that does. What its own label lets expire
 * is not claimed: it goes, and so must not take a place among the newest. What a moved tag left behind has a term of its own.
 */
function choose(item: Item, book: Rulebook, keep: Choices<KeepRule>, claims: Choices<DeleteRule>): void {
  const keepers = book.keep.filter((rule) => rule.selects(item));
  const ruled = !isReplaced(item) && !outlived(item, book);
  const claimer = ruled ? book.delete.find((rule) => rule.selects(item)) : undefined;
  // All is asked before anything is noted, so that what fails is in no list.
  const groups = keepers.map((rule) => rule.groupOf(item));
  const group = claimer?.groupOf(item);
  for (const [i, rule] of keepers.entries()) keep.get(rule)!.push({ item, group: groups[i] });
  if (claimer) claims.get(claimer)!.push({ item, group });
}

function decideOne(
  item: Item,
  book: Rulebook,
  kept: ProtectedReason | undefined,
  claim: Claim | undefined,
): Decision {
  const rule = claim?.rule.id ?? null;
  const reason = protectionOf(item, book) ?? kept;
  if (reason) return { outcome: 'protected', reason, rule };
  const expired = expiry(item, book);
  if (expired !== null) return { outcome: 'delete', reason: expired, rule: null };
  if (claim) return { ...ruled(claim, item, book), rule };
  if (isReplaced(item))
    return { ...askReplaced(item, item.node.manifest.replacedAt!, book.policy, book.now), rule: null };
  return { outcome: 'keep', reason: { kind: 'unmatched' }, rule: null };
}

function ruled({ rule, standing }: Claim, item: Item, { now }: Rulebook): Omit<Decision, 'rule'> {
  const answer = askDeleteRule(rule, item, standing, now);
  if ('protects' in answer) return { outcome: 'protected', reason: answer.protects };
  if ('spares' in answer)
    return { outcome: 'keep', reason: { kind: 'spared', rule: rule.id, because: answer.spares } };
  return { outcome: 'delete', reason: { kind: 'rule', rule: rule.id, facts: answer.deletes } };
}

function protectionOf(item: Item, { policy, now, indexDoubt }: Rulebook): ProtectedReason | null {
  if (!isReplaced(item)) return protection(item, policy, now);
  if (indexDoubt !== null) return fixed(item) ?? { kind: 'index-doubt', since: indexDoubt.since };
  // A build pulls its cache by tag each time before it moves the tag: that says nothing for what is left behind.
  const usedSince = item.use !== null && item.use.at > item.node.manifest.replacedAt!;
  const windowCounts = usedSince || !isBuildCache(item.node);
  return protection(item, windowCounts ? policy : { ...policy, usedWithinDays: null }, now);
}

function isReplaced({ tag, node }: Item): boolean {
  return tag === null && node.manifest.replacedAt !== null;
}

/** For each item that a keep rule protects, the first such rule and why. */
function keptByRule(choices: Choices<KeepRule>, book: Rulebook): Map<Item, ProtectedReason> {
  const kept = new Map<Item, ProtectedReason>();
  for (const [{ rule }, selected] of choices) {
    book.selected.set(rule.id, (book.selected.get(rule.id) ?? 0) + selected.length);
    for (const [item, standing] of standings(rule, selected, book.contents)) {
      const because = kept.has(item) ? null : askKeepRule(rule, item, standing, book.now);
      if (because) kept.set(item, { kind: 'keep-rule', rule: rule.id, because });
    }
  }
  return kept;
}

function claimedByRule(choices: Choices<DeleteRule>, { contents }: Rulebook): Map<Item, Claim> {
  const claimed = new Map<Item, Claim>();
  for (const [{ rule }, selected] of choices)
    for (const [item, standing] of standings(rule, selected, contents)) claimed.set(item, { rule, standing });
  return claimed;
}

/** Set when the image says how long it is wanted, and that time is over; a restored one has it once more. */
function expiry(item: Item, { policy, now }: Rulebook): Extract<Reason, { kind: 'expired' }> | null {
  const from = ageCountsFrom(item);
  const longest = policy.honourExpiresAfter && item.tag ? longestExpiry(item.beneath.expiresAfter) : null;
  if (longest === null || from === null) return null;
  const at = from + longest.lasts;
  return now >= at ? { kind: 'expired', label: longest.label, at } : null;
}

/** As `expiry`, also of what was restored since: coming back must not take a place from another either. */
function outlived(item: Item, book: Rulebook): boolean {
  return expiry(item.tag ? { ...item, tag: { ...item.tag, restoredAt: null } } : item, book) !== null;
}
