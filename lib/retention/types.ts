/**
 * The words of cleanup. Times are milliseconds since 1970 (UTC), sizes are bytes. Plain data: a snapshot, a policy and a plan
 * can be stored, sent and compared as they are. `Policy` equals what lib/schemas/retention.ts parses; a test holds them together.
 */

/** All visible content of one project at one moment, as far as it is known. */
export type Snapshot = {
  project: string;
  takenAt: number;
  repositories: RepositorySnapshot[];
  /** Null: the index says what upstream holds. Else why it may not, until an admin confirms it. */
  indexDoubt: IndexDoubt | null;
  /** Those who report what runs in clusters; an empty list means that no one does, which blocks nothing. */
  inUseSources: InUseSource[];
};

/** `rebuilding`: reconcile has not yet seen everything; `changes`: many changes upstream that were not made here. */
export type IndexDoubt = { cause: 'rebuilding' | 'rebuilt' | 'restored' | 'changes'; since: number };

/** `expiresAt`: when what it said last counts no more. */
export type InUseSource = { name: string; reportedAt: number; expiresAt: number };

/** `name` in full: `acme/api`. */
export type RepositorySnapshot = {
  name: string;
  tags: TagSnapshot[];
  manifests: ManifestSnapshot[];
  /** Digests that are here no more, of which a cleanup has decided that they go, and what is attached to them by its tag too. */
  retired: string[];
};

/** A visible tag. OCI fallback tags (`sha256-<hex>` on an index) are no tags: the engine leaves them out, should one be there. */
export type TagSnapshot = {
  name: string;
  digest: string;
  /** When this digest was pushed under the name; null for a tag that was found upstream. */
  pushedAt: number | null;
  pushedBy: string | null;
  /** When it was first seen here: what was found an hour ago may be as young as that. */
  seenAt: number;
  /** When it came back from the trash, if it did: restored is as good as pushed. */
  restoredAt: number | null;
  /** Last GET of a manifest by this tag. */
  lastPulledAt: number | null;
  /** Last GET or HEAD by this tag: some tools only ever ask HEAD. */
  lastUsedAt: number | null;
  /** From when on every use has been counted; null: counts were lost or never kept, and it may have been used all the time. */
  countedSince: number | null;
  /** Why it may not be deleted or moved, as a sentence: its own lock or the immutability rule that names it. Null: it may. */
  locked: string | null;
};

export type ManifestSnapshot = {
  digest: string;
  kind: 'image' | 'index' | 'artifact';
  mediaType: string;
  /** As it says itself, or its config's type. */
  artifactType: string | null;
  /** Bytes of the manifest itself. */
  size: number;
  pushedAt: number | null;
  /** As the image claims; often a lie. */
  builtAt: number | null;
  /** Descriptors of an index. Not all are manifests, and not all are here. */
  children: ChildSnapshot[];
  subject: string | null;
  /** Config and layers that are stored here; foreign layers are not. */
  blobs: BlobSnapshot[];
  /** `quay.expires-after` of its labels or annotations, unread: `2w`. */
  expiresAfter: string | null;
  pinned: boolean;
  /** The sources that reported it to run. */
  inUse: string[];
  /** Last GET of it, by digest or by any tag. */
  lastPulledAt: number | null;
  /** As of a tag. */
  countedSince: number | null;
  /** When the last tag that held it was moved away. Null: a tag holds it, or none ever did. */
  replacedAt: number | null;
  /** Written as the referrers list of a subject: parent of nothing. */
  fallback: boolean;
};

export type ChildSnapshot = { digest: string; mediaType: string; size: number };
export type BlobSnapshot = { digest: string; size: number };

export type Policy = {
  /** What was pushed, found or restored within so many hours stays. */
  graceHours: number;
  /** What was used within so many days stays; null: use does not protect. */
  usedWithinDays: number | null;
  /** Deletes tags whose image says `quay.expires-after`, once that time is over. */
  honourExpiresAfter: boolean;
  /** After how many days digests go that moved tags left behind; null: they stay for ever. */
  replaced: { afterDays: number; buildCacheDays: number } | null;
  /** In order: the first delete rule that selects a tag claims it. Keep rules protect wherever they stand. */
  rules: Rule[];
};

export type Rule = DeleteRule | KeepRule;

/** What it selects it claims; of that it deletes what meets every condition given, and spares the rest. */
export type DeleteRule = Selection & {
  action: 'delete';
  /** Spares the newest so many, of each group. */
  keepNewest: number | null;
  /** Spares what is not older. Of what no tag holds, time counts from its push. */
  olderThanDays: number | null;
  /** Spares what was pulled, or asked for by HEAD, within so many days. */
  notPulledForDays: number | null;
  /** Spares the newest of a group as far as they fit into so many bytes, blobs counted once. */
  totalSizeAboveBytes: number | null;
};

/** Protects what it selects and what meets any of its conditions; without conditions, all that it selects. */
export type KeepRule = Selection & {
  action: 'keep';
  /** The newest so many, of each group. */
  keepNewest: number | null;
  pushedWithinDays: number | null;
  pulledWithinDays: number | null;
};

export type Selection = {
  /** Unique in the policy; verdicts name it. */
  id: string;
  name: string;
  /** Globs over names within the project: `api`, `team/*`. */
  repositories: Globs;
  /** Null: every tag. */
  tags: TagPattern | null;
  /** `untagged`: manifests pushed by digest that no tag ever held and nothing needs. */
  selects: 'tagged' | 'untagged';
  onlyPrereleases: boolean;
  groupBy: GroupBy;
  /** What makes one newer than another, for `keepNewest` and `totalSizeAboveBytes`. */
  newestBy: NewestBy;
};

/** Any of `include` and none of `exclude`. */
export type Globs = { include: string[]; exclude: string[] };
/** `regex`: RE2 syntax, over the whole tag. */
export type TagPattern = Globs | { regex: string };
export type NewestBy = 'push' | 'semver' | 'pull';
/** `major`, `minor`: of the tag's version. `regex`: by what its groups capture of the tag, or by its whole match. Always within a repository. */
export type GroupBy =
  { by: 'repository' } | { by: 'major' } | { by: 'minor' } | { by: 'regex'; regex: string };

/** What is to happen, for every tag and for the manifests that tags do not decide alone. */
export type Plan = {
  project: string;
  plannedAt: number;
  /** Why runs must not begin; a preview is shown all the same. */
  blocked: Blocker[];
  /** By repository and tag in byte order. */
  tags: TagVerdict[];
  /** By repository and digest: every manifest that goes, and those that stay without a tag in their own right. */
  manifests: ManifestVerdict[];
  totals: Totals;
  repositories: (Totals & { repository: string })[];
  /** In the order of the policy; each rule is there. */
  rules: RuleCount[];
};

/** `every` run or only `scheduled` ones are blocked. */
export type Blocker =
  | { kind: 'index-doubt'; blocks: 'every'; cause: IndexDoubt['cause']; since: number }
  | { kind: 'in-use-stale'; blocks: 'scheduled'; source: string; since: number };

/** `keep`: nothing wants it gone. `protected`: it stays whatever the rules say. */
export type Outcome = 'delete' | 'keep' | 'protected';

export type TagVerdict = {
  repository: string;
  tag: string;
  digest: string;
  outcome: Outcome;
  reason: Reason;
  /** The delete rule that claimed it, also when it stays. */
  rule: string | null;
  age: Age;
  /** Last use by this tag or by a digest beneath it. */
  lastUsedAt: number | null;
  /** Bytes that go when this tag alone goes; at most, where something that stays is attached to a part of it. */
  ownBytes: number;
};

export type ManifestVerdict = {
  repository: string;
  digest: string;
  /** What it is: held by tags, of an index, attached to a subject, left behind by a moved tag, never tagged. */
  role: 'tagged' | 'child' | 'attached' | 'replaced' | 'untagged';
  outcome: Outcome;
  reason: Reason;
  rule: string | null;
  age: Age;
  lastUsedAt: number | null;
  ownBytes: number;
};

/**
 * Where an age comes from. `push`: the push. `semver`: found upstream, ranks by its version, and `at` is the date of its image if
 * that is plausible. `built`: found upstream, and the date of its image. `unknown`: `at` is null.
 */
export type Age = { source: 'push' | 'semver' | 'built' | 'unknown'; at: number | null };

/** `bytes` of what goes are those that nothing needs any more once it is purged, each blob counted once. */
export type Totals = {
  tags: number;
  deleted: number;
  kept: number;
  protected: number;
  manifestsDeleted: number;
  freedBytes: number;
};

/** `claimed`: what it selected before any later rule; `deleted`, of that; `kept`: spared by it or, of a keep rule, protected. */
export type RuleCount = { rule: string; claimed: number; deleted: number; kept: number };

/** Why. `Time` is a number here, and a text at the API; see timestamps.ts. Fields that hold times are named `at`, `until`, `since`. */
export type Reason<Time = number> =
  | ProtectedReason<Time>
  | DeletedReason<Time>
  | SparedReason<Time>
  | { kind: 'unmatched' }
  /** Left behind by a moved tag; `until`: when it goes, null for never. */
  | { kind: 'left-behind'; at: Time; until: Time | null }
  /** It goes or stays with the manifest it is attached to. */
  | { kind: 'subject'; digest: string }
  /** It says it belongs to a manifest that is not here: whether that lives elsewhere, nobody knows. */
  | { kind: 'subject-unknown'; digest: string }
  /** Something that stays needs it: the index, or what is attached to it. */
  | { kind: 'needed'; digest: string }
  | { kind: 'error'; message: string };

/** Strongest first: the order in which they are looked at. */
export type ProtectedReason<Time = number> =
  | { kind: 'locked'; why: string }
  | { kind: 'pinned'; digest: string }
  | { kind: 'in-use'; digest: string; sources: string[] }
  | { kind: 'grace'; from: 'push' | 'found' | 'restore'; until: Time }
  | { kind: 'used'; by: 'pull' | 'head' | 'digest'; at: Time; until: Time }
  /** Uses are counted since then, or not at all (null); `until`: when that will be long enough. */
  | { kind: 'statistics-unknown'; since: Time | null; until: Time | null }
  | { kind: 'keep-rule'; rule: string; because: KeptBecause<Time> }
  | { kind: 'index-doubt'; since: Time };

export type KeptBecause<Time = number> =
  | { kind: 'selected' }
  | Ranked
  | { kind: 'pushed-within'; at: Time; days: number }
  | { kind: 'pulled-within'; at: Time; days: number }
  | Unknown;

export type DeletedReason<Time = number> =
  /** Each condition that the rule states, with the fact that meets it; none: the rule deletes all it selects. */
  | { kind: 'rule'; rule: string; facts: Fact<Time>[] }
  | { kind: 'expired'; label: string; at: Time }
  | { kind: 'replaced'; at: Time; usedAt: Time | null; days: number; buildCache: boolean }
  /** Of a manifest: the last of its tags goes. */
  | { kind: 'last-tag'; tags: string[] }
  /** Of a manifest: nothing that stays lists it. */
  | { kind: 'parent'; digest: string };

export type Fact<Time = number> =
  | Ranked
  | { kind: 'older-than'; at: Time; days: number; source: Age['source'] }
  | { kind: 'not-pulled'; since: Time; days: number }
  | { kind: 'size-above'; total: number; bytes: number; group: string | null };

/** The one condition of its delete rule that it does not meet. */
export type SparedReason<Time = number> = { kind: 'spared'; rule: string; because: Spared<Time> };

export type Spared<Time = number> =
  | Ranked
  | { kind: 'younger-than'; at: Time; days: number }
  | { kind: 'pulled-within'; at: Time; days: number }
  | { kind: 'size-within'; total: number; bytes: number; group: string | null }
  | Unknown;

/** Its place (1 is the newest) among those of its group; `newest` is how many are kept. `group` null: the repository. */
export type Ranked = {
  kind: 'newest';
  place: number;
  newest: number;
  by: Age['source'] | 'pull';
  group: string | null;
};

/** What the rule asks about can't be known of it. */
export type Unknown = { kind: 'unknown'; what: 'age' | 'version' | 'group' | 'pulls' };
