import { expect, it } from 'vitest';
import { seal, unseal } from './seal.ts';

it('gives back what was sealed for the same purpose, and nothing that was changed', async () => {
  const sealed = await seal('one', 'a secret ✓');
  expect(sealed.toString('latin1')).not.toContain('secret');
  expect(await seal('one', 'a secret ✓')).not.toEqual(sealed);
  expect(await unseal('one', sealed)).toBe('a secret ✓');
  await expect(unseal('other', sealed)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  sealed[sealed.length - 1]! ^= 1;
  await expect(unseal('one', sealed)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(unseal('one', Buffer.alloc(3))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
