import { describe, expect, it } from 'vitest';
import { plan } from './plan.ts';
import {
  deleteRule,
  digestOf,
  image,
  index,
  NOW,
  policy,
  repository,
  snapshot,
  tag,
} from './test-factories.ts';

const named = (...include: string[]) => ({ include, exclude: [] });

describe('bytes', () => {
  const base = { digest: digestOf('base'), size: 500 };
  const on = (name: string) =>
    image(name, { size: 0, blobs: [base, { digest: digestOf(`of ${name}`), size: 100 }] });

  it('are freed only when nothing in the project needs them', () => {
    const result = plan(
      snapshot([
        repository([tag('a'), tag('b')], [on('a'), on('b')]),
        repository([tag('c')], [on('c')], 'acme/web'),
      ]),
      policy([deleteRule({ repositories: named('api') })]),
      NOW,
    );
    expect(result.totals.freedBytes).toBe(200);
    const all = plan(
      snapshot([
        repository([tag('a'), tag('b')], [on('a'), on('b')]),
        repository([tag('c')], [on('c')], 'acme/web'),
      ]),
      policy([deleteRule()]),
      NOW,
    );
    expect(all.totals.freedBytes).toBe(800);
    expect(all.repositories.map(({ freedBytes }) => freedBytes)).toEqual([700, 100]);
  });

  it('are a tag’s own when it alone holds them', () => {
    const manifests = [
      index('i', ['a']),
      on('a'),
      on('b'),
      image('sig', { size: 7, blobs: [], subject: digestOf('a') }),
    ];
    const tags = [tag('i'), tag('b'), tag('b2', { on: 'b' })];
    const result = plan(snapshot([repository(tags, manifests)]), policy([]), NOW);
    expect(result.tags.map((one) => [one.tag, one.ownBytes])).toEqual([
      ['b', 0],
      ['b2', 0],
      ['i', 1 + 100 + 7],
    ]);
  });
});
