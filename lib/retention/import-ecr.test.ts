import { describe, expect, it } from 'vitest';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import { importEcr } from './import-ecr.ts';
import { plan } from './plan.ts';
import { ago, deleted, deletedManifests, image, NOW, repository, snapshot, tag } from './test-factories.ts';

type Selection = Record<string, unknown>;
const ecr = (selection: Selection, action: object = { type: 'expire' }, rulePriority = 1) => ({
  rulePriority,
  description: 'A rule',
  selection,
  action,
});
const only = (selection: Selection, action?: object) => importEcr({ rules: [ecr(selection, action)] });
const lost = ({ report }: ReturnType<typeof importEcr>) =>
  report.filter(({ kind }) => kind === 'lost').map(({ rule, message }) => `${rule}: ${message}`);
const tagged = { tagStatus: 'tagged', tagPatternList: ['pr-*'] };

describe('importEcr', () => {
  it.each<[string, Selection, object[]]>([
    [
      'a count',
      { ...tagged, countType: 'imageCountMoreThan', countNumber: 3 },
      [{ action: 'delete', tags: { include: ['pr-*'], exclude: [] }, keepNewest: 3, newestBy: 'push' }],
    ],
    [
      'an age',
      { ...tagged, countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
      [{ action: 'delete', olderThanDays: 14, keepNewest: null }],
    ],
    [
      'pulls',
      { ...tagged, countType: 'sinceImagePulled', countUnit: 'days', countNumber: 90 },
      [{ action: 'delete', notPulledForDays: 90 }],
    ],
    [
      'a prefix',
      { tagStatus: 'tagged', tagPrefixList: ['prod'], countType: 'imageCountMoreThan', countNumber: 1 },
      [{ tags: { include: ['prod*'], exclude: [] } }],
    ],
    [
      'what has no tag',
      { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      [{ action: 'delete', selects: 'untagged', olderThanDays: 7, tags: null }],
    ],
    [
      'everything',
      { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
      [
        { id: 'ecr-1', selects: 'tagged', tags: null, keepNewest: 100 },
        { id: 'ecr-1-untagged', selects: 'untagged', keepNewest: 100 },
      ],
    ],
  ])('carries over %s', (_what, selection, rules) => {
    const imported = only(selection);
    expect(imported.policy.rules).toMatchObject(rules);
    expect(imported.policy.rules).toHaveLength(rules.length);
    expect(lost(imported)).toEqual([]);
    expect(retentionPolicy.parse(imported.policy)).toEqual(imported.policy);
  });

  it.each<[string, Selection, object | undefined, string]>([
    [
      'lists that must all match',
      { ...tagged, tagPatternList: ['a*', 'b*'], countType: 'imageCountMoreThan', countNumber: 1 },
      undefined,
      'all of them',
    ],
    [
      'prefixes as well',
      { ...tagged, tagPrefixList: ['a'], countType: 'imageCountMoreThan', countNumber: 1 },
      undefined,
      'all of them',
    ],
    [
      'a broken pattern',
      { ...tagged, tagPatternList: ['[a]'], countType: 'imageCountMoreThan', countNumber: 1 },
      undefined,
      "can't be read",
    ],
    [
      'no pattern',
      { tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 1 },
      undefined,
      'names no tags',
    ],
    [
      'archiving',
      { ...tagged, countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
      { type: 'transition', targetStorageClass: 'archive' },
      'Its action is transition',
    ],
    [
      'the archive',
      {
        tagStatus: 'any',
        storageClass: 'archive',
        countType: 'sinceImageTransitioned',
        countUnit: 'days',
        countNumber: 1,
      },
      undefined,
      'storage class archive',
    ],
    [
      'an unknown count',
      { ...tagged, countType: 'sinceImageSigned', countUnit: 'days', countNumber: 1 },
      undefined,
      'counts by sinceImageSigned',
    ],
    [
      'an unknown unit',
      { ...tagged, countType: 'sinceImagePushed', countUnit: 'weeks', countNumber: 1 },
      undefined,
      '1 weeks',
    ],
    [
      'a unit that is not there',
      { ...tagged, countType: 'sinceImagePushed', countNumber: 1 },
      undefined,
      'of no unit',
    ],
    [
      'more days than there are',
      { ...tagged, countType: 'sinceImagePushed', countUnit: 'days', countNumber: 99_999 },
      undefined,
      '99999 days',
    ],
    [
      'more tags than there are',
      { ...tagged, countType: 'imageCountMoreThan', countNumber: 99_999 },
      undefined,
      'newest 99999',
    ],
  ])('keeps what it can not carry over, and says so: %s', (_what, selection, action, message) => {
    const imported = only(selection, action);
    expect(lost(imported)).toEqual([expect.stringContaining(message)]);
    expect(imported.policy.rules.map((rule) => rule.action)).toEqual(imported.policy.rules.map(() => 'keep'));
    expect(retentionPolicy.parse(imported.policy)).toEqual(imported.policy);
  });

  it('hands nothing of a rule that was lost to those after it', () => {
    const { policy } = importEcr({
      rules: [
        ecr(
          { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
          undefined,
          9,
        ),
        ecr(
          {
            ...tagged,
            tagPatternList: ['prod-*'],
            countType: 'sinceImagePushed',
            countUnit: 'weeks',
            countNumber: 1,
          },
          undefined,
          3,
        ),
      ],
    });
    const tags = [tag('prod-1'), tag('other')];
    expect(deleted(plan(snapshot([repository(tags)]), policy, NOW))).toEqual(['other']);
  });

  it('goes by priority, not by the order of the document', () => {
    const { policy } = importEcr({
      rules: [
        ecr({ ...tagged, countType: 'imageCountMoreThan', countNumber: 1 }, undefined, 20),
        ecr({ ...tagged, countType: 'imageCountMoreThan', countNumber: 2 }, undefined, 10),
      ],
    });
    expect(policy.rules.map(({ id }) => id)).toEqual(['ecr-10', 'ecr-20']);
  });

  it('gives what moved tags leave behind the days of untagged images, else for ever', () => {
    const days = (countNumber: number) => ({
      tagStatus: 'untagged',
      countType: 'sinceImagePushed',
      countUnit: 'days',
      countNumber,
    });
    expect(only(days(7)).policy.replaced).toEqual({ afterDays: 7, buildCacheDays: 7 });
    expect(only({ ...tagged, countType: 'imageCountMoreThan', countNumber: 1 }).policy.replaced).toBeNull();
    const manifests = [image('old', { replacedAt: ago(8) }), image('new', { replacedAt: ago(6) })];
    const result = plan(snapshot([repository([], manifests)]), only(days(7)).policy, NOW);
    expect(deletedManifests(result)).toEqual(['old']);
  });

  it('is for the repositories that it is told', () => {
    const { policy } = importEcr(
      JSON.stringify({ rules: [ecr({ ...tagged, countType: 'imageCountMoreThan', countNumber: 1 })] }),
      { repository: 'web' },
    );
    expect(policy.rules[0]!.repositories).toEqual({ include: ['web'], exclude: [] });
  });

  it.each<[unknown, string]>([
    ['{', 'it is not JSON'],
    [{}, 'rules: '],
    [{ rules: [] }, 'It has no rules.'],
    [{ rules: [{}] }, 'rules.0.rulePriority'],
    [{ rules: [ecr({ tagStatus: 'some', countType: 'x', countNumber: 1 })] }, 'rules.0.selection.tagStatus'],
    [{ rules: [ecr({ ...tagged, countType: 'imageCountMoreThan', countNumber: 0 })] }, 'countNumber'],
    [
      {
        rules: [
          ecr({ tagStatus: 'untagged', countType: 'x', countNumber: 1 }),
          ecr({ tagStatus: 'any', countType: 'x', countNumber: 1 }),
        ],
      },
      'Two rules have the same',
    ],
    [null, 'This is no lifecycle policy of ECR'],
  ])('refuses %j', (source, message) => {
    expect(() => importEcr(source)).toThrow(message);
  });
});
