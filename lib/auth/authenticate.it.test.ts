import { describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { resetPassword } from '#lib/services/reset-password.ts';
import { makePerson } from '../../e2e/support/people.ts';
import { authenticatePassword } from './authenticate.ts';

const audited = (target: string) =>
  query<{ address: string }>(
    `SELECT address FROM audit_event WHERE action = 'user.sign-in-failed' AND target = $1`,
    [target],
  );

describe('authenticatePassword', () => {
  it('tells who it is, and notes that they were here', async () => {
    const ann = await makePerson('ann');
    expect(await authenticatePassword('ann', ann.password)).toEqual(ann.principal);
    await expect
      .poll(
        async () =>
          (
            await query<{ seen: boolean }>(
              `SELECT last_active_at IS NOT NULL AS seen FROM "user" WHERE name = 'ann'`,
            )
          )[0],
      )
      .toEqual({ seen: true });
  });

  it('refuses a wrong password and an unknown name, and audits only names that exist', async () => {
    await makePerson('bob');
    expect(await authenticatePassword('bob', 'wrong', '192.0.2.7')).toBeNull();
    expect(await authenticatePassword('my-secret-password', 'x', '192.0.2.7')).toBeNull();
    expect(await audited('bob')).toEqual([{ address: '192.0.2.7' }]);
    expect(await audited('my-secret-password')).toEqual([]);
  });

  it('refuses at once, whatever was remembered: another password, a raised stamp with another hash, a disabled account', async () => {
    const carl = await makePerson('carl');
    expect(await authenticatePassword('carl', carl.password)).not.toBeNull();
    const fresh = await resetPassword('carl');
    expect(await authenticatePassword('carl', carl.password)).toBeNull();
    expect(await authenticatePassword('carl', fresh)).toMatchObject({ name: 'carl', stamp: 1 });
    await query(`UPDATE "user" SET disabled_at = now() WHERE name = 'carl'`);
    expect(await authenticatePassword('carl', fresh)).toBeNull();
    await query(`UPDATE "user" SET disabled_at = NULL, stamp = stamp + 1 WHERE name = 'carl'`);
    expect(await authenticatePassword('carl', fresh)).toMatchObject({ stamp: 2 });
  });

  it('slows down who guesses, but not who has proven the password before, nor others', async () => {
    const dora = await makePerson('dora');
    const address = '192.0.2.8';
    await authenticatePassword('dora', dora.password, address);
    for (let guess = 0; guess < 5; guess++)
      expect(await authenticatePassword('dora', `guess ${guess}`, address)).toBeNull();
    await expect(authenticatePassword('dora', 'guess 6', address)).rejects.toMatchObject({
      code: 'TOOMANYREQUESTS',
    });
    expect(await authenticatePassword('dora', dora.password, address)).toMatchObject({ name: 'dora' });
    expect(await authenticatePassword('dora', 'guess 6', '192.0.2.9')).toBeNull();
  });

  it('counts guesses made at the same time', async () => {
    await makePerson('eve');
    const guesses = Array.from({ length: 12 }, (_, index) =>
      authenticatePassword('eve', `guess ${index}`, '192.0.2.10'),
    );
    const refused = (await Promise.allSettled(guesses)).filter(({ status }) => status === 'rejected');
    // While it is not known how those before have ended, a guess waits for up to three seconds: then a sixth and a seventh may be free.
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused.length).toBeLessThanOrEqual(7);
  });

  it('checks equal requests at the same time once', async () => {
    const finn = await makePerson('finn');
    const same = Array.from({ length: 40 }, () => authenticatePassword('finn', finn.password, '192.0.2.11'));
    expect(await Promise.all(same)).toEqual(same.map(() => finn.principal));
    const wrong = Array.from({ length: 40 }, () => authenticatePassword('finn', 'wrong', '192.0.2.11'));
    expect(await Promise.all(wrong)).toEqual(wrong.map(() => null));
    expect(await audited('finn')).toHaveLength(1);
  });

  it('lets nobody in who has no password', async () => {
    await makePerson('gus');
    await query(`UPDATE "user" SET password_hash = NULL WHERE name = 'gus'`);
    expect(await authenticatePassword('gus', '')).toBeNull();
    expect(await authenticatePassword('', '')).toBeNull();
    expect(await authenticatePassword('g\0us', 'x')).toBeNull();
  });
});
