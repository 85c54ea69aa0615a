import type { RetentionReason } from '#lib/schemas/retention.ts';

/** What a text fills in: plain, or a moment or size that the reader's page writes in its own way. */
export type Filling = string | number | { at: string } | { bytes: number };

/** A text of `cleanup.reasons` and what it fills in. */
type Words = { key: ReasonKey; values: Record<string, Filling> };

type ReasonKey =
  | 'locked'
  | 'pinned'
  | 'inUse'
  | `grace.${'push' | 'found' | 'restore'}`
  | `used.${'pull' | 'head' | 'digest'}`
  | 'neverCounted'
  | 'countedSince'
  | 'indexDoubt'
  | 'allSelected'
  | 'expired'
  | 'replaced'
  | 'buildCache'
  | 'lastTag'
  | 'parent'
  | 'unmatched'
  | 'leftBehind'
  | 'leftBehindForGood'
  | 'subject'
  | 'subjectUnknown'
  | 'needed'
  | 'error'
  | 'among'
  | 'notAmong'
  | 'old'
  | 'young'
  | 'notPulled'
  | 'pulledWithin'
  | 'pushedWithin'
  | 'sizeAbove'
  | 'sizeWithin'
  | `unknown.${'age' | 'version' | 'group' | 'pulls'}`;

/** Why a tag goes or stays: the rule that says so, and its grounds. */
type Explained = { rule: string | null; words: Words[] };

type Rule = Extract<RetentionReason, { kind: 'rule' }>;
type Spared = Extract<RetentionReason, { kind: 'spared' }>;
type KeepRule = Extract<RetentionReason, { kind: 'keep-rule' }>;
type Fact = Rule['facts'][number] | Spared['because'] | Exclude<KeepRule['because'], { kind: 'selected' }>;

const DAY_MS = 86_400_000;

/** Splits a reason into what can be said of it; `now` in ms, for ages. */
export function explain(reason: RetentionReason, now: number): Explained {
  switch (reason.kind) {
    case 'rule':
      return {
        rule: reason.rule,
        words: reason.facts.length
          ? reason.facts.toSorted(byWeight).map((fact) => factWords(fact, now, true))
          : [say('allSelected')],
      };
    case 'spared':
      return { rule: reason.rule, words: [factWords(reason.because, now, false)] };
    case 'keep-rule':
      return {
        rule: reason.rule,
        words: [
          reason.because.kind === 'selected' ? say('allSelected') : factWords(reason.because, now, false),
        ],
      };
    default:
      return { rule: null, words: [ownWords(reason)] };
  }
}

/** What is old comes first: that is what one looks for. */
const WEIGHT: readonly Fact['kind'][] = ['older-than', 'not-pulled', 'size-above', 'newest'];

function byWeight(a: Fact, b: Fact): number {
  return WEIGHT.indexOf(a.kind) - WEIGHT.indexOf(b.kind);
}

function factWords(fact: Fact, now: number, goes: boolean): Words {
  switch (fact.kind) {
    case 'newest':
      return say(goes ? 'notAmong' : 'among', { place: fact.place, newest: fact.newest });
    case 'older-than':
      return say('old', { days: Math.max(fact.days, daysSince(fact.at, now)) });
    case 'younger-than':
      return say('young', { days: Math.min(fact.days, daysSince(fact.at, now)) });
    case 'not-pulled':
      return say('notPulled', { days: Math.max(fact.days, daysSince(fact.since, now)) });
    case 'pulled-within':
      return say('pulledWithin', { when: { at: fact.at } });
    case 'pushed-within':
      return say('pushedWithin', { when: { at: fact.at } });
    case 'size-above':
      return say('sizeAbove', { total: { bytes: fact.total }, most: { bytes: fact.bytes } });
    case 'size-within':
      return say('sizeWithin', { total: { bytes: fact.total }, most: { bytes: fact.bytes } });
    case 'unknown':
      return say(`unknown.${fact.what}`);
  }
}

function ownWords(reason: Exclude<RetentionReason, Rule | Spared | KeepRule>): Words {
  switch (reason.kind) {
    case 'locked':
      return say('locked', { why: reason.why });
    case 'pinned':
      return say('pinned');
    case 'in-use':
      return say('inUse', { sources: reason.sources.join(', ') });
    case 'grace':
      return say(`grace.${reason.from}`, { until: { at: reason.until } });
    case 'used':
      return say(`used.${reason.by}`, { when: { at: reason.at } });
    case 'statistics-unknown':
      return reason.since ? say('countedSince', { when: { at: reason.since } }) : say('neverCounted');
    case 'index-doubt':
      return say('indexDoubt');
    case 'expired':
      return say('expired', { label: reason.label, when: { at: reason.at } });
    case 'replaced':
      return say(reason.buildCache ? 'buildCache' : 'replaced', { when: { at: reason.at } });
    case 'last-tag':
      return say('lastTag');
    case 'parent':
      return say('parent');
    case 'unmatched':
      return say('unmatched');
    case 'left-behind':
      return reason.until ? say('leftBehind', { until: { at: reason.until } }) : say('leftBehindForGood');
    case 'subject':
      return say('subject');
    case 'subject-unknown':
      return say('subjectUnknown');
    case 'needed':
      return say('needed');
    case 'error':
      return say('error', { message: reason.message });
  }
}

function say(key: ReasonKey, values: Words['values'] = {}): Words {
  return { key, values };
}

/** The page's clock ticks by half minutes: a day that has just become full for the planning may not be for it. */
function daysSince(at: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(at)) / DAY_MS));
}
