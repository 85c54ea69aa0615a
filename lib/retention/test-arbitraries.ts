import fc from 'fast-check';
import { fallbackTag } from '../oci/fallback-tag.ts';
import { BUILD_CACHE_TYPE } from './replaced.ts';
import {
  ago,
  deleteRule,
  digestOf,
  image,
  index,
  keepRule,
  policy,
  repository,
  snapshot,
  tag,
} from './test-factories.ts';
import type {
  DeleteRule,
  KeepRule,
  ManifestSnapshot,
  Policy,
  Snapshot,
  TagPattern,
  TagSnapshot,
} from './types.ts';

// Snapshots and policies of every shape, small enough that their parts meet.

const NAMES = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9'];
const TAGS = [
  'latest',
  'main',
  'pr-1',
  'pr-2',
  'pr-3',
  '1',
  '1.0',
  '1.0.0',
  '1.0.1',
  '1.1.0',
  '1.1.0-rc.1',
  'v2.0.0',
  '2.0.1',
];
const BLOBS = ['base', 'b1', 'b2', 'b3', 'b4'];

const seldom = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5, nil: null });
const often = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
/** `other` once in a dozen times. */
const rarely = <T>(usual: T, other: T) =>
  fc.integer({ min: 0, max: 11 }).map((i) => (i === 0 ? other : usual));
/** A time up to sixty days ago, now and then in the last day. */
const aTime = fc.integer({ min: 0, max: 600 }).map((tenths) => ago(tenths / 10));
const aDate = fc.oneof(aTime, fc.constantFrom(0, 315_532_801_000, ago(-1)));

const facts = fc.record({
  pushedAt: often(aTime),
  builtAt: seldom(aDate),
  pinned: rarely(false, true),
  inUse: rarely<string[]>([], ['east']),
  lastPulledAt: seldom(aTime),
  countedSince: often(fc.oneof(aTime, fc.constant(ago(900)))),
  replacedAt: seldom(aTime),
  expiresAfter: seldom(fc.constantFrom('1d', '2w', 'soon')),
  artifactType: fc.constantFrom(null, null, null, BUILD_CACHE_TYPE),
  blobs: fc
    .subarray(BLOBS)
    .map((names) => names.map((name, i) => ({ digest: digestOf(name), size: 10 ** (i + 1) }))),
});

/** `i`: its place among NAMES. Children and subjects come before it, as digests can't go in circles. */
function aManifest(i: number): fc.Arbitrary<ManifestSnapshot> {
  const earlier = NAMES.slice(0, i);
  return fc
    .record({
      facts,
      shape: fc.constantFrom('image', 'image', 'index', 'list'),
      children: fc.subarray(earlier, { maxLength: Math.min(3, i) }),
      subject: seldom(fc.constantFrom(...earlier, 'elsewhere')),
    })
    .map(({ facts: given, shape, children, subject }) => {
      const all = { ...given, subject: subject === null ? null : digestOf(subject) };
      if (shape === 'image') return image(NAMES[i]!, all);
      return index(NAMES[i]!, children, { ...all, blobs: [], fallback: shape === 'list' && i % 4 === 0 });
    });
}

const manifests = fc
  .tuple(...NAMES.map((_, i) => fc.option(aManifest(i), { freq: 4 })))
  .map((all) => all.filter((one) => one !== null));

const aTagName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TAGS) },
  { weight: 1, arbitrary: fc.constantFrom(...NAMES).map((name) => `${fallbackTag(digestOf(name))}.sig`) },
  { weight: 1, arbitrary: fc.constantFrom(...NAMES).map((name) => fallbackTag(digestOf(name))) },
);

const aTag: fc.Arbitrary<TagSnapshot> = fc
  .record({
    name: aTagName,
    on: fc.constantFrom(...NAMES),
    pushedAt: often(aTime),
    seenAt: aTime,
    restoredAt: seldom(aTime),
    lastPulledAt: seldom(aTime),
    lastUsedAt: seldom(aTime),
    countedSince: often(fc.oneof(aTime, fc.constant(ago(900)))),
    locked: rarely<string | null>(null, 'Locked.'),
  })
  .map(({ name, ...rest }) => tag(name, rest));

const aRepository = fc
  .record({ tags: fc.uniqueArray(aTag, { selector: ({ name }) => name, maxLength: 10 }), manifests })
  .map(({ tags, manifests: all }) => ({ tags, manifests: all }));

/** Two repositories that share blobs. Some tags point to what is not there. */
export const aSnapshot: fc.Arbitrary<Snapshot> = fc.tuple(aRepository, aRepository).map(([api, web]) =>
  snapshot([
    { ...repository([], [], 'acme/api'), ...api },
    { ...repository([], [], 'acme/web'), ...web },
  ]),
);

const days = fc.integer({ min: 1, max: 40 });
const patterns = (globs: string[]) =>
  fc.subarray(globs, { minLength: 1 }).map((include) => ({ include, exclude: [] as string[] }));
const selection = {
  repositories: fc
    .constantFrom('**', 'api', 'web')
    .map((name) => ({ include: [name as string], exclude: [] as string[] })),
  tags: fc.oneof<fc.Arbitrary<TagPattern | null>[]>(
    fc.constant(null),
    patterns(['pr-*', '1*', '*.*', 'latest', '**']),
    fc.constantFrom('v?\\d+\\..*', '[a-z]+').map((regex) => ({ regex })),
  ),
  onlyPrereleases: fc.constantFrom(false, false, false, true),
  groupBy: fc.constantFrom<DeleteRule['groupBy']>(
    { by: 'repository' },
    { by: 'major' },
    { by: 'minor' },
    { by: 'regex', regex: '(.).*' },
  ),
  newestBy: fc.constantFrom<DeleteRule['newestBy']>('push', 'semver', 'pull'),
  keepNewest: seldom(fc.integer({ min: 1, max: 4 })),
};
const untagged = <R extends DeleteRule | KeepRule>(rule: R, yes: boolean): R =>
  yes ? { ...rule, selects: 'untagged', tags: null, onlyPrereleases: false } : rule;
const isUntagged = fc.constantFrom(false, false, false, true);

/** Its id is `id`. */
export const aDeleteRule = (id: string): fc.Arbitrary<DeleteRule> =>
  fc
    .record({
      ...selection,
      olderThanDays: seldom(days),
      notPulledForDays: seldom(days),
      totalSizeAboveBytes: seldom(fc.integer({ min: 0, max: 200_000 })),
      isUntagged,
    })
    .map(({ isUntagged: yes, ...rest }) => untagged(deleteRule({ id, ...rest }), yes));

export const aKeepRule = (id: string): fc.Arbitrary<KeepRule> =>
  fc
    .record({ ...selection, pushedWithinDays: seldom(days), pulledWithinDays: seldom(days), isUntagged })
    .map(({ isUntagged: yes, ...rest }) => untagged(keepRule({ id, ...rest }), yes));

/** Up to three delete rules and now and then a keep rule, that delete a good deal. */
export const aPolicy: fc.Arbitrary<Policy> = fc
  .record({
    deletes: fc.tuple(aDeleteRule('d1'), seldom(aDeleteRule('d2')), seldom(aDeleteRule('d3'))),
    keeps: seldom(aKeepRule('k')),
    usedWithinDays: seldom(days),
    honourExpiresAfter: fc.boolean(),
    replaced: fc.constantFrom(null, { afterDays: 20, buildCacheDays: 2 }),
  })
  .map(({ deletes, keeps, ...rest }) =>
    policy(
      [...deletes, keeps].filter((rule) => rule !== null),
      rest,
    ),
  );
