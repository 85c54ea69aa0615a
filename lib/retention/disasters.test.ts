import { describe, expect, it } from 'vitest';
import { guarded } from './guard.ts';
import { importEcr } from './import-ecr.ts';
import { plan } from './plan.ts';
import {
  adopted,
  ago,
  applied,
  deleted,
  deletedManifests,
  deleteRule,
  digestOf,
  image,
  index,
  NOW,
  policy,
  repository,
  snapshot,
  tag,
  verdictOn,
} from './test-factories.ts';
import type { Rule, TagSnapshot } from './types.ts';

const named = (...include: string[]) => ({ include, exclude: [] });
const planned = (tags: TagSnapshot[], rules: Rule[], manifests = repository(tags).manifests) =>
  plan(snapshot([repository(tags, manifests)]), policy(rules, { usedWithinDays: 7 }), NOW);

// What cleanup did to people elsewhere, case by case.
describe('disasters of others', () => {
  it('Portus: what a scan did not list was taken for gone, and repositories were wiped', () => {
    // Nothing is concluded from absence: a snapshot of nothing, or of half, deletes nothing beyond what a rule names in it.
    expect(plan(snapshot([]), policy([deleteRule()]), NOW).totals.deleted).toBe(0);
    const half = planned([tag('v2')], [deleteRule({ tags: named('v1*') })]);
    expect(half.totals).toMatchObject({ deleted: 0, manifestsDeleted: 0 });
    const doubt = plan(
      snapshot([repository([tag('v1')])], { indexDoubt: { cause: 'changes', since: ago(1) } }),
      policy([deleteRule()]),
      NOW,
    );
    expect(doubt.blocked).toMatchObject([{ kind: 'index-doubt', blocks: 'every' }]);
  });

  it('Portus: one tag was deleted by its digest, and every tag on that digest went', () => {
    const tags = [tag('1.2.3'), tag('latest', { on: '1.2.3' })];
    const result = planned(tags, [deleteRule({ tags: named('1.*') })]);
    expect(deleted(result)).toEqual(['1.2.3']);
    expect(deletedManifests(result)).toEqual([]);
    expect(result.totals.freedBytes).toBe(0);
  });

  it('GitLab: a pattern that matched everything wiped the repository', () => {
    const tags = Array.from({ length: 10 }, (_, i) => tag(`v${i}`));
    const result = planned(tags, [deleteRule({ tags: { regex: '.*' } })]);
    expect(guarded(result, 50)).toEqual([{ repository: 'acme/api', tags: 10, deleted: 10, percent: 100 }]);
    // And what was meant for one name is not taken for a part of many.
    expect(deleted(planned(tags, [deleteRule({ tags: { regex: 'v' } })]))).toEqual([]);
  });

  it('GitLab: tags of one image in several names were ranked by the image, and the kept ones went as well', () => {
    const tags = ['a', 'b', 'c'].map((name, i) => tag(name, { on: 'one', pushedAt: ago(10 + i) }));
    const result = planned(tags, [deleteRule({ keepNewest: 1 })]);
    expect(deleted(result)).toEqual(['b', 'c']);
    expect(deletedManifests(result)).toEqual([]);
  });

  it('Harbor: platforms of an index in use were deleted as untagged', () => {
    const manifests = [index('i', ['amd', 'arm']), image('amd'), image('arm')];
    const result = planned([tag('v1', { on: 'i' })], [deleteRule({ selects: 'untagged' })], manifests);
    expect(deletedManifests(result)).toEqual([]);
  });

  it('Harbor: what a cluster runs by the digest of its platform went with the tag of the index', () => {
    const manifests = [index('i', ['amd', 'arm']), image('amd', { inUse: ['east'] }), image('arm')];
    const result = planned([tag('v1', { on: 'i' })], [deleteRule()], manifests);
    expect(verdictOn(result, 'v1').reason).toEqual({
      kind: 'in-use',
      digest: digestOf('amd'),
      sources: ['east'],
    });
    expect(deletedManifests(result)).toEqual([]);
  });

  it('Harbor: an error while looking at a tag was taken for leave to delete it', () => {
    const tags = [tag('a', { lastPulledAt: NaN }), tag('b')];
    const result = planned(tags, [deleteRule()]);
    expect(deleted(result)).toEqual(['b']);
    expect(verdictOn(result, 'a').reason.kind).toBe('error');
  });

  it('Harbor: signatures were deleted under images that stayed', () => {
    const signature = `${digestOf('v1').replace(':', '-')}.sig`;
    const manifests = [
      image('v1', { pushedAt: ago(2) }),
      image('sig'),
      image('new', { subject: digestOf('v1') }),
    ];
    const result = planned(
      [tag('v1', { pushedAt: ago(2) }), tag(signature, { on: 'sig' })],
      [deleteRule({ olderThanDays: 30 }), deleteRule({ id: 'untagged', selects: 'untagged' })],
      manifests,
    );
    expect(deleted(result)).toEqual([]);
    expect(deletedManifests(result)).toEqual([]);
  });

  it('ECR: patterns of a list must all match, and so a list of two matched nothing', () => {
    const tags = [tag('prod-1'), tag('beta-1')];
    expect(deleted(planned(tags, [deleteRule({ tags: named('prod-*', 'beta-*') })]))).toEqual([
      'beta-1',
      'prod-1',
    ]);
    // Imported, it goes on to match nothing, and says so.
    const { policy: imported, report } = importEcr({
      rules: [
        {
          rulePriority: 1,
          selection: {
            tagStatus: 'tagged',
            tagPatternList: ['prod-*', 'beta-*'],
            countType: 'imageCountMoreThan',
            countNumber: 1,
          },
          action: { type: 'expire' },
        },
      ],
    });
    expect(deleted(planned(tags, imported.rules))).toEqual([]);
    expect(report.map(({ message }) => message).join(' ')).toContain('all of them');
  });

  it('zot: a tag that no rule of the policy matched was deleted', () => {
    const result = planned([tag('v1'), tag('pr-1')], [deleteRule({ tags: named('pr-*') })]);
    expect(deleted(result)).toEqual(['pr-1']);
    expect(verdictOn(result, 'v1')).toMatchObject({ outcome: 'keep', reason: { kind: 'unmatched' } });
  });

  it('tags found upstream have no push time, and counted as the oldest or as of 1970', () => {
    const found = [adopted('stable'), adopted('v2.0.0'), adopted('v1.0.0'), adopted('old', { on: 'old' })];
    const manifests = [
      image('stable', { builtAt: 0 }),
      image('v2.0.0', { builtAt: ago(400) }),
      image('v1.0.0'),
      image('old', { builtAt: ago(500) }),
    ];
    const byAge = planned(found, [deleteRule({ olderThanDays: 30 })], manifests);
    expect(deleted(byAge)).toEqual(['old', 'v2.0.0']);
    expect(verdictOn(byAge, 'stable')).toMatchObject({ age: { source: 'unknown' }, outcome: 'keep' });
    expect(verdictOn(byAge, 'v1.0.0').reason).toMatchObject({ because: { kind: 'unknown', what: 'age' } });
    const newest = planned(found, [deleteRule({ keepNewest: 1 })], manifests);
    // v2.0.0 is the newest version; old is older than it by the dates of their images.
    expect(deleted(newest)).toEqual(['old', 'v1.0.0']);
  });

  it('tools that only ask HEAD were taken for no users', () => {
    const tags = [tag('a', { lastUsedAt: ago(2) }), tag('b')];
    expect(deleted(planned(tags, [deleteRule({ notPulledForDays: 30 })]))).toEqual(['b']);
  });

  it('kubelets with a cached image never pull: unused for long is not unneeded', () => {
    const running = planned(
      [tag('v1')],
      [deleteRule({ notPulledForDays: 30 })],
      [image('v1', { inUse: ['east'] })],
    );
    expect(deleted(running)).toEqual([]);
    const stale = plan(
      snapshot([repository([tag('v1')])], {
        inUseSources: [{ name: 'east', reportedAt: ago(2), expiresAt: ago(1) }],
      }),
      policy([deleteRule({ notPulledForDays: 30 })]),
      NOW,
    );
    expect(stale.blocked).toEqual([
      { kind: 'in-use-stale', blocks: 'scheduled', source: 'east', since: ago(1) },
    ]);
  });

  it('digests that nobody had a tag for any more were users of CI, and went at once', () => {
    const manifests = [image('new'), image('old', { replacedAt: ago(1) })];
    const result = plan(
      snapshot([repository([tag('latest', { on: 'new' })], manifests)]),
      policy([deleteRule({ selects: 'untagged' })], { replaced: { afterDays: 30, buildCacheDays: 2 } }),
      NOW,
    );
    expect(deletedManifests(result)).toEqual([]);
  });

  it('platforms that were pushed before their index looked untagged, and went in mid-push', () => {
    const manifests = [image('amd', { pushedAt: NOW - 60_000 }), image('arm', { pushedAt: NOW - 30_000 })];
    expect(deletedManifests(planned([], [deleteRule({ selects: 'untagged' })], manifests))).toEqual([]);
  });

  it('a second run took what the first had kept', () => {
    const tags = Array.from({ length: 10 }, (_, i) => tag(`b${i}`, { pushedAt: ago(20 + i) }));
    const before = snapshot([repository(tags)]);
    const rules = policy([deleteRule({ keepNewest: 3 })]);
    const first = plan(before, rules, NOW);
    expect(deleted(first)).toHaveLength(7);
    expect(plan(applied(before, first), rules, NOW).totals).toMatchObject({
      deleted: 0,
      manifestsDeleted: 0,
    });
  });
});
