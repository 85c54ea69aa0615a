import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

describe('passwords', () => {
  it('knows its own hash again, and nothing else', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await verifyPassword(stored, 'correct horse')).toBe(true);
    expect(await verifyPassword(stored, 'correct horse ')).toBe(false);
    expect(await verifyPassword(stored, '')).toBe(false);
  });

  it('never gives two the same hash', async () => {
    expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'));
  });

  it('takes the same letters typed on another system for the same password', async () => {
    const composed = 'caf\u00e9 au lait';
    expect(await verifyPassword(await hashPassword(composed), composed.normalize('NFD'))).toBe(true);
  });

  // From the reference implementation's own tests (P-H-C/phc-winner-argon2, src/test.c): hashes outlive this program.
  it('verifies a hash that another program made, with other parameters', async () => {
    expect(await verifyPassword(REFERENCE, 'password')).toBe(true);
    expect(await verifyPassword(REFERENCE, 'passwort')).toBe(false);
  });

  it.each([[null], [''], ['$argon2id$broken'], ['$2b$10$abcdefghijklmnopqrstuv']])(
    'says no where %j is stored',
    async (stored) => {
      expect(await verifyPassword(stored, 'anything')).toBe(false);
    },
  );

  it('queues a burst, and refuses what would wait too long', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 210 }, () => verifyPassword(REFERENCE, 'password')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(210 - 202);
    expect(refused[0]?.reason).toMatchObject({ code: 'TOOMANYREQUESTS', retryAfter: 5 });
    expect(await verifyPassword(REFERENCE, 'password')).toBe(true);
  });
});

const REFERENCE = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
