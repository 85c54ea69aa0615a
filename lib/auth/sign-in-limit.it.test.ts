import { beforeEach, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { deleteExpiredSignIns } from '#lib/db/sign-in-failures.ts';
import { beginAttempt } from './sign-in-limit.ts';

async function fail(name: string, address: string | null): Promise<void> {
  await (await beginAttempt(name, address)).failed();
}

async function succeed(name: string, address: string | null): Promise<void> {
  await (await beginAttempt(name, address)).succeeded();
}

/** Several at once, as fast as they go. */
async function each(count: number, work: (index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += 20)
    await Promise.all(Array.from({ length: Math.min(20, count - from) }, (_, at) => work(from + at)));
}

async function failTimes(count: number, name: string, address: string | null): Promise<void> {
  for (let index = 0; index < count; index++) await fail(name, address);
}

/** The waits of all rows that have one, in seconds: the longest comes last. */
async function waits(): Promise<number[]> {
  const rows = await query<{ wait: number }>(
    `SELECT ${WAIT} AS wait FROM sign_in_failure WHERE ${WAIT} > 0 ORDER BY 1`,
  );
  return rows.map(({ wait }) => wait);
}

/** Waits that have begun last for an hour more, however busy this machine is. */
const holdWaits = () =>
  query(`UPDATE sign_in_failure SET retry_at = retry_at + interval '1 hour' WHERE ${WAIT} > 0`);

const letWaitsEnd = () => query(`UPDATE sign_in_failure SET retry_at = now() WHERE ${WAIT} > 0`);

/** An attempt sets both times, the later one a quarter of an hour ahead. */
const WAIT = `round(extract(epoch FROM retry_at - (expires_at - interval '15 min')))::int`;

async function refuses(name: string, address: string | null): Promise<void> {
  await holdWaits();
  await expect(beginAttempt(name, address)).rejects.toMatchObject({ code: 'TOOMANYREQUESTS' });
}

beforeEach(async () => {
  await query('TRUNCATE sign_in_failure, sign_in_place');
});

describe('beginAttempt', () => {
  it('lets five wrong passwords for a name pass, then asks to wait, twice as long each time, up to a minute', async () => {
    await failTimes(4, 'ann', '192.0.2.1');
    expect(await waits()).toEqual([]);
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await fail('ann', '192.0.2.1');
      expect(await waits()).toEqual([wait]);
      await letWaitsEnd();
    }
    await fail('ann', '192.0.2.1');
    await expect(beginAttempt('ann', '192.0.2.1')).rejects.toThrow(
      /^Too many wrong passwords. Try again in \d+ s.$/,
    );
    await expect(beginAttempt('ann', '192.0.2.1')).rejects.toHaveProperty(
      'retryAfter',
      expect.closeTo(50, -1.5),
    );
  });

  it('lets the same name in from elsewhere, and another name from there', async () => {
    await failTimes(5, 'bea', '192.0.2.2');
    await succeed('bea', '192.0.2.3');
    await succeed('carl', '192.0.2.2');
    await refuses('bea', '192.0.2.2');
  });

  it('takes a network of IPv6 for one address', async () => {
    for (let index = 0; index < 5; index++) await fail('bert', `2001:db8::${index}`);
    await refuses('bert', '2001:db8::ffff');
    await succeed('bert', '2001:db8:0:1::1');
  });

  it('forgets the wrong ones after a right one', async () => {
    await failTimes(4, 'dora', '192.0.2.4');
    await succeed('dora', '192.0.2.4');
    await failTimes(5, 'dora', '192.0.2.4');
  });

  it('stops a list of names from one address, but not right passwords from there', async () => {
    await each(300, (index) => succeed(`user${index}`, '192.0.2.5'));
    await each(199, (index) => fail(`name${index}`, '192.0.2.5'));
    await succeed('right', '192.0.2.5');
    await fail('last', '192.0.2.5');
    await refuses('someone', '192.0.2.5');
    await refuses('right', '192.0.2.5');
    await succeed('right', '192.0.2.6');
  });

  it('stops guesses of one name from many addresses, but never where its user has signed in', async () => {
    await succeed('emil', '198.51.100.1');
    await each(50, (index) => fail('emil', `203.0.113.${index}`));
    await refuses('emil', '203.0.113.100');
    await succeed('emil', '198.51.100.1');
    await refuses('emil', '203.0.113.100');
    await fail('erna', '203.0.113.100');
  });

  it('counts by name alone where no address is known', async () => {
    await failTimes(5, 'eve', null);
    await refuses('eve', null);
    await each(210, (index) => fail(`other${index}`, null));
  });

  it('counts what is being tried, and lets those wait a moment who come meanwhile', async () => {
    const tried = await Promise.all(Array.from({ length: 5 }, () => beginAttempt('fay', '192.0.2.7')));
    await holdWaits();
    const other = beginAttempt('fay', '192.0.2.7');
    let begun = false;
    other.then(
      () => (begun = true),
      () => undefined,
    );
    // It has looked at least once, and was not let in.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(begun).toBe(false);
    for (const attempt of tried) await attempt.succeeded();
    await (await other).succeeded();
  });

  it('does not let in more at once than one after the other', async () => {
    const begun = await Promise.allSettled(
      Array.from({ length: 40 }, () =>
        beginAttempt('gil', '192.0.2.8').then(async (attempt) => {
          await attempt.failed();
          return attempt;
        }),
      ),
    );
    // Two more where a machine is so slow that the first waits, of one and two seconds, end before all have asked.
    const count = begun.filter(({ status }) => status === 'fulfilled').length;
    expect(count).toBeGreaterThanOrEqual(5);
    expect(count).toBeLessThanOrEqual(7);
  });

  it('does not count what was not tried', async () => {
    for (let index = 0; index < 20; index++) await (await beginAttempt('hal', '192.0.2.9')).untried();
    await failTimes(4, 'hal', '192.0.2.9');
  });

  it('keeps neither names nor addresses', async () => {
    await fail('my secret password', '192.0.2.10');
    await succeed('ida', '192.0.2.10');
    const rows = await query(`SELECT key FROM sign_in_failure UNION ALL SELECT key FROM sign_in_place`);
    expect(rows.length).toBeGreaterThan(2);
    expect(JSON.stringify(rows)).not.toMatch(/secret|ida\b|192/);
  });

  it('forgets after a quarter of an hour, and leaves no rows', async () => {
    await failTimes(5, 'jan', '192.0.2.11');
    await query(`UPDATE sign_in_failure SET retry_at = now() - interval '15 min', expires_at = now()`);
    await failTimes(4, 'jan', '192.0.2.11');
    await query(`UPDATE sign_in_failure SET expires_at = now()`);
    await query(`UPDATE sign_in_place SET expires_at = now()`);
    expect(await deleteExpiredSignIns()).toBeGreaterThan(1);
    expect(await query(`SELECT 1 FROM sign_in_failure UNION ALL SELECT 1 FROM sign_in_place`)).toEqual([]);
  });
});
