import { expect, it } from 'vitest';
import { guardSentence } from './retention-guard.ts';

it('says of how much, and what to do', () => {
  const guarded = [
    { repository: 'acme/api', tags: 12, deleted: 11, percent: 91.67 },
    { repository: 'acme/web', tags: 3, deleted: 3, percent: 100 },
  ];
  expect(guardSentence(guarded)).toBe(
    'This would delete 91 % of the tags of acme/api (11 of 12), and much of 1 more. Nothing was deleted: confirm it by name, or change the rules.',
  );
});
