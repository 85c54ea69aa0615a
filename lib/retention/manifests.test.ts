import { describe, expect, it } from 'vitest';
import { fallbackTag } from '../oci/fallback-tag.ts';
import { plan } from './plan.ts';
import { BUILD_CACHE_TYPE } from './replaced.ts';
import {
  ago,
  deleted,
  deletedManifests,
  deleteRule,
  digestOf,
  image,
  index,
  keepRule,
  NOW,
  policy,
  repository,
  snapshot,
  tag,
  verdictOn,
} from './test-factories.ts';
import type { DeleteRule, ManifestSnapshot, Policy, Rule, Snapshot, TagSnapshot } from './types.ts';

const named = (...include: string[]) => ({ include, exclude: [] });
/** Deletes the tags named. */
const without = (...tags: string[]) => [deleteRule({ tags: named(...tags) })];
const planned = (
  tags: TagSnapshot[],
  manifests: ManifestSnapshot[],
  rules: Rule[],
  facts: Partial<Policy> = {},
  state: Partial<Snapshot> = {},
) => plan(snapshot([repository(tags, manifests)], state), policy(rules, facts), NOW);
const manifestVerdict = (result: ReturnType<typeof plan>, name: string) =>
  result.manifests.find(({ digest }) => digest === digestOf(name));
const attachedTo = (name: string, suffix = 'sig') => `${fallbackTag(digestOf(name))}.${suffix}`;

describe('indexes', () => {
  const nested = [
    index('outer', ['inner', 'windows']),
    index('inner', ['amd', 'arm']),
    image('amd'),
    image('arm'),
    image('windows'),
  ];

  it('take everything under them along, and say so', () => {
    const result = planned([tag('a', { on: 'outer' })], nested, without('a'));
    expect(deletedManifests(result)).toEqual(['amd', 'arm', 'inner', 'outer', 'windows']);
    expect(manifestVerdict(result, 'outer')).toMatchObject({
      role: 'tagged',
      reason: { kind: 'last-tag', tags: ['a'] },
    });
    expect(manifestVerdict(result, 'arm')).toMatchObject({
      role: 'child',
      reason: { kind: 'parent', digest: digestOf('inner') },
    });
    expect(result.totals.freedBytes).toBe(3 * 1000 + 5);
  });

  it('keep what they share with what stays', () => {
    const other = index('other', ['amd']);
    const result = planned(
      [tag('a', { on: 'outer' }), tag('b', { on: 'other' })],
      [...nested, other],
      without('a'),
    );
    expect(deletedManifests(result)).toEqual(['arm', 'inner', 'outer', 'windows']);
  });

  it('leave a platform that has a tag of its own', () => {
    const tags = [tag('a', { on: 'outer' }), tag('a-arm', { on: 'arm' })];
    expect(deletedManifests(planned(tags, nested, without('a')))).toEqual([
      'amd',
      'inner',
      'outer',
      'windows',
    ]);
    expect(deletedManifests(planned(tags, nested, without('a-arm')))).toEqual([]);
  });

  it('of which platforms are missing are no error', () => {
    const sparse = index('sparse', ['amd', 'elsewhere']);
    const result = planned([tag('a', { on: 'sparse' })], [sparse, image('amd')], without('a'));
    expect(deletedManifests(result)).toEqual(['amd', 'sparse']);
  });

  it('over layers (build caches) need their bytes', () => {
    const cache = image('cache', {
      kind: 'index',
      blobs: [],
      children: [
        { digest: digestOf('x'), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', size: 700 },
        { digest: digestOf('config'), mediaType: BUILD_CACHE_TYPE, size: 5 },
      ],
    });
    const user = image('user', { blobs: [{ digest: digestOf('x'), size: 700 }] });
    const both = [tag('cache'), tag('user')];
    expect(planned(both, [cache, user], without('cache')).totals.freedBytes).toBe(6);
    expect(planned(both, [cache, user], without('user')).totals.freedBytes).toBe(1);
  });

  it('that go in circles are made up, and stay', () => {
    const result = planned(
      [tag('a')],
      [image('a'), index('x', ['y']), index('y', ['x'])],
      [deleteRule({ selects: 'untagged' }), ...without('a')],
    );
    expect(deletedManifests(result)).toEqual(['a']);
  });
});

describe('attachments', () => {
  const signature = image('signature', { kind: 'artifact', subject: digestOf('a') });
  const statement = image('statement', { kind: 'artifact', subject: digestOf('signature') });

  it('die with their subject, in chains', () => {
    const result = planned([tag('a')], [image('a'), signature, statement], without('a'));
    expect(deletedManifests(result)).toEqual(['a', 'signature', 'statement']);
    expect(manifestVerdict(result, 'signature')).toMatchObject({
      role: 'attached',
      reason: { kind: 'subject', digest: digestOf('a') },
    });
  });

  it('live with it, whatever rules say of what has no tag', () => {
    const rules = [deleteRule({ selects: 'untagged' })];
    expect(deletedManifests(planned([tag('a')], [image('a'), signature, statement], rules))).toEqual([]);
  });

  it('live with a platform that lives', () => {
    const manifests = [index('i', ['a']), image('a'), signature];
    expect(deletedManifests(planned([tag('i'), tag('x', { on: 'i' })], manifests, without('x')))).toEqual([]);
  });

  it('that have a tag which stays keep their subject', () => {
    const tags = [tag('a'), tag('report', { on: 'signature' })];
    const result = planned(tags, [image('a'), signature], without('a'));
    expect(deleted(result)).toEqual(['a']);
    expect(deletedManifests(result)).toEqual([]);
  });

  it('of what is not here stay', () => {
    const result = planned([tag('b')], [image('b'), signature], [deleteRule({ selects: 'untagged' })]);
    expect(deletedManifests(result)).toEqual([]);
    expect(manifestVerdict(result, 'signature')).toMatchObject({
      outcome: 'keep',
      reason: { kind: 'subject-unknown', digest: digestOf('a') },
    });
  });

  it('under tags of cosign follow their subject, and no rule claims or counts them', () => {
    const [sig, sbom] = [attachedTo('a'), attachedTo('a', 'sbom')];
    const manifests = [image('a'), image('b'), image('sig', { pushedAt: ago(1) })];
    const tags = [
      tag('a', { pushedAt: ago(50) }),
      tag('b'),
      tag(sig, { on: 'sig', pushedAt: ago(0.1) }),
      tag(sbom, { on: 'sig' }),
    ];
    const kept = planned(tags, manifests, [deleteRule({ keepNewest: 1 })]);
    expect(deleted(kept)).toEqual(['b']);
    expect(verdictOn(kept, sig)).toMatchObject({
      outcome: 'keep',
      reason: { kind: 'subject', digest: digestOf('a') },
    });
    const gone = planned(tags, manifests, without('a'));
    expect(deleted(gone)).toEqual(['a', sig, sbom].sort());
    expect(deletedManifests(gone)).toEqual(['a', 'sig']);
  });

  it('under tags of cosign whose subject is elsewhere stay', () => {
    const name = attachedTo('elsewhere');
    const result = planned([tag(name, { on: 'sig' })], [image('sig')], [deleteRule()]);
    expect(verdictOn(result, name)).toMatchObject({ outcome: 'keep', reason: { kind: 'subject-unknown' } });
  });

  it('under tags of cosign go where their subject went by a cleanup, and come to nothing where it is back', () => {
    const name = attachedTo('a');
    const retired = [digestOf('a')];
    const outcome = (tags: TagSnapshot[], policyRules: DeleteRule[] = []) =>
      verdictOn(plan(snapshot([{ ...repository(tags), retired }]), policy(policyRules), NOW), name).outcome;
    expect(outcome([tag(name, { on: 'sig' })])).toBe('delete');
    expect(outcome([tag(name, { on: 'sig', locked: 'Locked.' })])).toBe('protected');
    expect(outcome([tag('a'), tag(name, { on: 'sig' })])).toBe('keep');
    expect(outcome([tag('a'), tag(name, { on: 'sig' })], [deleteRule()])).toBe('delete');
  });

  it('that are locked stay though their subject goes', () => {
    const tags = [tag('a'), tag(attachedTo('a'), { on: 'sig', locked: 'Locked.' })];
    expect(deletedManifests(planned(tags, [image('a'), image('sig')], without('a')))).toEqual(['a']);
  });

  it('named like one of themselves go with no one', () => {
    expect(deleted(planned([tag(attachedTo('a'), { on: 'a' })], [image('a')], [deleteRule()]))).toEqual([]);
  });
});

describe('fallback tags', () => {
  const list = index('list', ['signature'], { fallback: true });
  const signature = image('signature', { subject: digestOf('a') });

  it.each([true, false])('are no tags, and their lists no parents (marked as such: %j)', (fallback) => {
    const tags = [tag('a'), tag(fallbackTag(digestOf('a')), { on: 'list' })];
    const result = planned(tags, [image('a'), { ...list, fallback }, signature], [deleteRule()]);
    expect(result.tags.map((one) => one.tag)).toEqual(['a']);
    expect(result.totals.tags).toBe(1);
    expect(deletedManifests(result)).toEqual(['a', 'signature']);
  });

  it('are tags when they hold an image', () => {
    const name = fallbackTag(digestOf('a'));
    expect(deleted(planned([tag(name, { on: 'b' })], [image('b')], [deleteRule()]))).toEqual([name]);
  });
});

describe('what has no tag', () => {
  const untagged = (
    facts: Partial<ManifestSnapshot>,
    rule = deleteRule({ selects: 'untagged' }),
    given: Partial<Policy> = {},
  ) => manifestVerdict(planned([], [image('m', facts)], [rule], given), 'm')!;

  it('goes by rules for it alone', () => {
    expect(untagged({})).toMatchObject({ outcome: 'delete', role: 'untagged', rule: 'delete' });
    expect(untagged({}, deleteRule())).toMatchObject({ outcome: 'keep', reason: { kind: 'unmatched' } });
    expect(untagged({}, deleteRule({ selects: 'untagged', olderThanDays: 101 }))).toMatchObject({
      reason: { because: { kind: 'younger-than' } },
    });
  });

  it('is protected as tags are', () => {
    const kind = (facts: Partial<ManifestSnapshot>) =>
      untagged(facts, undefined, { usedWithinDays: 7 }).reason.kind;
    expect(kind({ pinned: true })).toBe('pinned');
    expect(kind({ inUse: ['east'] })).toBe('in-use');
    expect(kind({ pushedAt: ago(0.5) })).toBe('grace');
    expect(kind({ lastPulledAt: ago(3) })).toBe('used');
    expect(kind({ countedSince: null })).toBe('statistics-unknown');
    expect(untagged({ pushedAt: null }).reason).toMatchObject({ because: { kind: 'unknown', what: 'age' } });
  });

  it('stays while something that stays is attached to it', () => {
    const report = image('report', { subject: digestOf('m') });
    const result = planned(
      [tag('r', { on: 'report' })],
      [image('m'), report],
      [deleteRule({ selects: 'untagged' })],
    );
    expect(deletedManifests(result)).toEqual([]);
    expect(manifestVerdict(result, 'm')).toMatchObject({
      outcome: 'keep',
      reason: { kind: 'needed', digest: digestOf('report') },
    });
  });
});

describe('what a moved tag left behind', () => {
  const replaced = { afterDays: 30, buildCacheDays: 2 };
  const left = (
    facts: Partial<ManifestSnapshot>,
    given: Partial<Policy> = {},
    state: Partial<Snapshot> = {},
  ) =>
    manifestVerdict(
      planned(
        [],
        [image('m', { replacedAt: ago(31), ...facts })],
        [deleteRule({ selects: 'untagged' })],
        { replaced, usedWithinDays: 7, ...given },
        state,
      ),
      'm',
    )!;

  it('goes after its days, whenever it was pushed', () => {
    expect(left({})).toMatchObject({
      outcome: 'delete',
      role: 'replaced',
      rule: null,
      reason: { kind: 'replaced', at: ago(31), usedAt: null, days: 30, buildCache: false },
    });
    expect(left({ replacedAt: ago(29) })).toMatchObject({
      outcome: 'keep',
      reason: { kind: 'left-behind', at: ago(29), until: ago(-1) },
    });
  });

  it('stays for ever where the policy does not speak of it, though rules delete what has no tag', () => {
    expect(left({ replacedAt: ago(3_000) }, { replaced: null })).toMatchObject({
      outcome: 'keep',
      reason: { kind: 'left-behind', until: null },
    });
  });

  it('is renewed by a pull by digest', () => {
    expect(left({ lastPulledAt: ago(20) })).toMatchObject({ outcome: 'keep', reason: { until: ago(-10) } });
    expect(left({ replacedAt: ago(90), lastPulledAt: ago(31) })).toMatchObject({
      outcome: 'delete',
      reason: { usedAt: ago(31) },
    });
  });

  it('of build caches goes after two days, though the build pulled it just before', () => {
    const cache = {
      artifactType: BUILD_CACHE_TYPE,
      replacedAt: ago(3),
      pushedAt: ago(4),
      lastPulledAt: ago(3.01),
    };
    expect(left(cache)).toMatchObject({ outcome: 'delete', reason: { days: 2, buildCache: true } });
    expect(left({ ...cache, replacedAt: ago(1.9) }).outcome).toBe('keep');
    expect(left({ ...cache, lastPulledAt: ago(1) }).outcome).toBe('protected');
  });

  it('stays while nobody can know better', () => {
    expect(left({}, {}, { indexDoubt: { cause: 'rebuilding', since: ago(1) } })).toMatchObject({
      outcome: 'protected',
      reason: { kind: 'index-doubt', since: ago(1) },
    });
    expect(left({ countedSince: null }, { usedWithinDays: null })).toMatchObject({
      outcome: 'protected',
      reason: { kind: 'statistics-unknown' },
    });
    expect(left({ countedSince: ago(20) })).toMatchObject({ outcome: 'keep', reason: { until: ago(-10) } });
  });

  it('is kept by keep rules for what has no tag', () => {
    const result = planned([], [image('m', { replacedAt: ago(90) })], [keepRule({ selects: 'untagged' })], {
      replaced,
    });
    expect(manifestVerdict(result, 'm')!.reason.kind).toBe('keep-rule');
  });

  it('takes its platforms along, but those of what stays', () => {
    const manifests = [
      index('old', ['amd', 'arm'], { replacedAt: ago(31) }),
      index('new', ['amd']),
      image('amd'),
      image('arm'),
    ];
    expect(deletedManifests(planned([tag('latest', { on: 'new' })], manifests, [], { replaced }))).toEqual([
      'arm',
      'old',
    ]);
  });
});
