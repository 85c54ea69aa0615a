import { describe, expect, it } from 'vitest';
import { versionSortKey } from './version-sort-key.ts';

describe('versionSortKey', () => {
  it.each([
    [['1.2.0', '1.10.0']],
    [['1.2', '1.2.1', 'v1.3']],
    [['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0']],
    [['pr-9', 'pr-10', 'pr-100']],
    [['latest', 'main', '0.1', '1']],
    [['20240101', '20240102']],
  ])('orders %j', (ordered) => {
    const shuffled = [...ordered].reverse();
    const byKey = (a: string, b: string) =>
      Buffer.compare(Buffer.from(versionSortKey(a)), Buffer.from(versionSortKey(b)));
    expect(shuffled.sort(byKey)).toEqual(ordered);
  });

  it('takes the longest tag there is', () => {
    expect(versionSortKey('1'.repeat(128)).length).toBeLessThan(140);
  });
});
