import { describe, expect, it } from 'vitest';
import { retentionPolicy } from '#lib/schemas/retention.ts';
import { importHarbor } from './import-harbor.ts';
import { plan } from './plan.ts';
import { ago, deleted, deletedManifests, image, NOW, repository, snapshot, tag } from './test-factories.ts';

const matches = (pattern: string, untagged: boolean | null = false) => ({
  kind: 'doublestar',
  decoration: 'matches',
  pattern,
  ...(untagged === null ? {} : { extras: JSON.stringify({ untagged }) }),
});
const excludes = (pattern: string) => ({
  ...matches(pattern),
  decoration: 'excludes',
  extras: '{"untagged":true}',
});
const inRepositories = (pattern: string) => ({
  repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern }],
});
const rule = (template: string, number: unknown, facts: object = {}) => ({
  priority: 0,
  disabled: false,
  action: 'retain',
  template,
  params: number === undefined ? {} : { [template]: number },
  tag_selectors: [matches('**')],
  scope_selectors: inRepositories('**'),
  ...facts,
});
/** As `GET /api/v2.0/retentions/7` answers. */
const harbor = (...rules: object[]) => ({
  id: 7,
  algorithm: 'or',
  rules,
  trigger: { kind: 'Schedule', references: {}, settings: { cron: '0 0 0 * * *' } },
  scope: { level: 'project', ref: 3 },
});
const kept = ({ policy }: ReturnType<typeof importHarbor>) =>
  policy.rules.filter(({ action }) => action === 'keep');
const lost = ({ report }: ReturnType<typeof importHarbor>) =>
  report.filter(({ kind, rule: which }) => kind === 'lost' && which !== null);
const planned = (source: unknown, tags = [tag('a')], manifests = [] as ReturnType<typeof image>[]) =>
  plan(snapshot([repository(tags, manifests)]), importHarbor(source).policy, NOW);

describe('importHarbor', () => {
  it.each<[string, unknown, object[]]>([
    ['always', undefined, [{ keepNewest: null, pushedWithinDays: null, pulledWithinDays: null }]],
    ['latestPushedK', 10, [{ keepNewest: 10, newestBy: 'push' }]],
    ['latestPulledN', 5, [{ keepNewest: 5, newestBy: 'pull' }]],
    [
      'latestActiveK',
      5,
      [
        { keepNewest: 5, newestBy: 'push' },
        { keepNewest: 5, newestBy: 'pull' },
      ],
    ],
    ['nDaysSinceLastPush', 30, [{ pushedWithinDays: 30 }]],
    ['nDaysSinceLastPull', 30, [{ pulledWithinDays: 30 }]],
    ['lastXDays', 7, [{ pushedWithinDays: 7, pulledWithinDays: 7 }]],
    ['nothing', undefined, []],
  ])('carries over %s of %j', (template, number, rules) => {
    const imported = importHarbor(harbor(rule(template, number)));
    expect(kept(imported)).toMatchObject(rules);
    expect(kept(imported)).toHaveLength(rules.length);
    expect(lost(imported)).toEqual([]);
    expect(retentionPolicy.parse(imported.policy)).toEqual(imported.policy);
  });

  it.each<[string, object, object]>([
    [
      'alternatives',
      { tag_selectors: [matches('{v*,latest}')] },
      { tags: { include: ['{v*,latest}'], exclude: [] } },
    ],
    ['exclusions', { tag_selectors: [excludes('pr-*')] }, { tags: { include: ['**'], exclude: ['pr-*'] } }],
    [
      'both',
      { tag_selectors: [matches('v*'), excludes('*-rc*')] },
      { tags: { include: ['v*'], exclude: ['*-rc*'] } },
    ],
    ['an empty pattern', { tag_selectors: [matches('')] }, { tags: { include: ['**'], exclude: [] } }],
    [
      'repositories',
      { scope_selectors: inRepositories('{api,web/**}') },
      { repositories: { include: ['{api,web/**}'], exclude: [] } },
    ],
  ])('carries over %s', (_what, facts, expected) => {
    const imported = importHarbor(harbor(rule('latestPushedK', 1, facts)));
    expect(kept(imported)).toMatchObject([expected]);
    expect(lost(imported)).toEqual([]);
  });

  it.each<[string, object, boolean]>([
    ['said so', matches('**', true), true],
    ['said otherwise', matches('**', false), false],
    ['nothing said', matches('**', null), true],
    ['extras without it', { ...matches('**'), extras: '{}' }, false],
    ['an exclusion', { ...excludes('x'), extras: '' }, true],
    ['an exclusion of untagged ones too', excludes('x'), false],
  ])('knows whether a rule is about images without tags: %s', (_what, selector, untagged) => {
    const imported = importHarbor(harbor(rule('latestPushedK', 1, { tag_selectors: [selector] })));
    expect(kept(imported).map(({ selects }) => selects)).toEqual(
      untagged ? ['tagged', 'untagged'] : ['tagged'],
    );
  });

  it('closes with what Harbor does to the rest, where its rules reach, and says so', () => {
    const imported = importHarbor(
      harbor(
        rule('latestPushedK', 1, { scope_selectors: inRepositories('api') }),
        rule('always', undefined, { tag_selectors: [matches('v*')], scope_selectors: inRepositories('api') }),
      ),
    );
    const closing = imported.policy.rules.filter(({ action }) => action === 'delete');
    expect(closing).toMatchObject([
      {
        repositories: { include: ['api'] },
        selects: 'tagged',
        tags: null,
        keepNewest: null,
        olderThanDays: null,
      },
      { repositories: { include: ['api'] }, selects: 'untagged' },
    ]);
    expect(imported.report.map(({ message }) => message).join(' ')).toContain(
      'Harbor deletes everything that none of them keeps',
    );
    const tags = [tag('v1'), tag('pr-1', { pushedAt: ago(50) }), tag('pr-2', { pushedAt: ago(60) })];
    const result = plan(
      snapshot([
        repository(tags, [...repository(tags).manifests, image('loose')]),
        repository([tag('other')], [], 'acme/web'),
      ]),
      imported.policy,
      NOW,
    );
    expect(deleted(result)).toEqual(['pr-2']);
    expect(deletedManifests(result)).toEqual(['loose', 'pr-2']);
  });

  it('deletes nothing for a policy without rules, or with disabled ones only', () => {
    expect(planned(harbor()).totals.deleted).toBe(0);
    expect(planned({ ...harbor(), rules: null }).totals.deleted).toBe(0);
    const disabled = harbor(rule('nothing', undefined, { disabled: true }));
    expect(planned(disabled).totals.deleted).toBe(0);
    expect(lost(importHarbor(disabled))).toMatchObject([
      { rule: 1, message: 'It is disabled, and was left out.' },
    ]);
  });

  it.each<[string, object, string]>([
    ['an unknown template', rule('mostLovedN', 3), 'template mostLovedN'],
    ['no number', rule('latestPushedK', undefined), 'Its number (null)'],
    ['a number of nothing', rule('latestPushedK', 0), 'Its number (0)'],
    ['too large a number', rule('nDaysSinceLastPush', 99_999), 'Its number (99999)'],
    ['another action', rule('always', undefined, { action: 'immutable' }), 'Its action is immutable'],
    [
      'an unknown selector',
      rule('latestPushedK', 1, { tag_selectors: [{ ...matches('v*'), kind: 'regexp' }] }),
      'selector regexp matches',
    ],
    [
      'a label selector',
      rule('latestPushedK', 1, { tag_selectors: [{ ...matches('v*'), decoration: 'withLabels' }] }),
      'doublestar withLabels',
    ],
    [
      'two patterns at once',
      rule('latestPushedK', 1, { tag_selectors: [matches('a*'), matches('*b')] }),
      'several patterns at once (a*, *b)',
    ],
    [
      'classes of characters',
      rule('latestPushedK', 1, { tag_selectors: [matches('v[0-9]')] }),
      "can't be read",
    ],
    [
      'an unknown scope',
      rule('nothing', undefined, {
        scope_selectors: { repository: [{ kind: 'doublestar', decoration: 'nsMatches', pattern: 'a' }] },
      }),
      'doublestar nsMatches',
    ],
  ])('keeps more, never less, and says so: %s', (_what, source, message) => {
    const imported = importHarbor(harbor(source));
    expect(lost(imported)).toMatchObject([{ rule: 1, message: expect.stringContaining(message) as string }]);
    expect(planned(harbor(source)).totals.deleted).toBe(0);
    expect(retentionPolicy.parse(imported.policy)).toEqual(imported.policy);
  });

  it('keeps in every repository what a rule of unknown reach keeps', () => {
    const unknown = {
      scope_selectors: { repository: [{ kind: 'regexp', decoration: 'repoMatches', pattern: 'a' }] },
    };
    const source = harbor(
      rule('latestPushedK', 1),
      rule('always', undefined, { tag_selectors: [matches('v*')], ...unknown }),
    );
    const tags = [tag('new', { pushedAt: ago(3) }), tag('v1'), tag('old')];
    expect(deleted(planned(source, tags))).toEqual(['old']);
  });

  it('tells the schedule, which is not carried over', () => {
    expect(
      importHarbor(harbor())
        .report.map(({ message }) => message)
        .join(' '),
    ).toContain('0 0 0 * * *');
  });

  it('fits into a policy even at its largest', () => {
    const rules = Array.from({ length: 15 }, (_, i) =>
      rule('latestActiveK', 1, {
        tag_selectors: [matches('**', true)],
        scope_selectors: inRepositories(`r${i}`),
      }),
    );
    expect(retentionPolicy.safeParse(importHarbor(harbor(...rules)).policy).success).toBe(true);
  });

  it.each<[unknown, string]>([
    ['<html>', 'it is not JSON'],
    [[], 'This is no retention policy of Harbor'],
    [{ ...harbor(), algorithm: 'and' }, 'its algorithm is and'],
    [harbor({ action: 'retain' }), 'rules.0.template'],
    [
      harbor(rule('always', undefined, { tag_selectors: [{ kind: 'doublestar' }] })),
      'rules.0.tag_selectors.0.decoration',
    ],
  ])('refuses %j', (source, message) => {
    expect(() => importHarbor(source)).toThrow(message);
  });
});
