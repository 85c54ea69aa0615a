import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { resetPassword } from '#lib/services/reset-password.ts';
import { issueToken } from '#lib/token/issue-token.ts';
import { GET as getMe } from '../../app/api/v1/me/route.ts';
import { POST as renew } from '../../app/api/v1/me/recovery-codes/route.ts';
import { GET as getFactor, POST as start } from '../../app/api/v1/me/second-factor/route.ts';
import { POST as confirm } from '../../app/api/v1/me/second-factor:confirm/route.ts';
import { POST as disable } from '../../app/api/v1/me/second-factor:disable/route.ts';
import { POST as enrolAtSignIn } from '../../app/api/v1/sign-in/second-factor/route.ts';
import { PATCH as patchSettings } from '../../app/api/v1/system/sign-in-settings/route.ts';
import { DELETE as resetFactor } from '../../app/api/v1/users/[name]/second-factor/route.ts';
import { PATCH as patchUser } from '../../app/api/v1/users/[name]/route.ts';
import {
  call,
  makePerson,
  ORIGIN,
  sendSignIn,
  signInBrowser,
  type Person,
} from '../../e2e/support/people.ts';
import { appCode } from '../../e2e/support/authenticator.ts';
import { firstStep, forgetUsedCodes, secondStep, signInError } from '../../e2e/support/second-factor.ts';
import { authenticatePassword } from './authenticate.ts';

type Enrolled = { cookie: string; secret: string; recoveryCodes: string[] };

/** Sets a second factor up as the account page does. The session stays signed in. */
async function enrol(person: Person): Promise<Enrolled> {
  const { jar } = await signInBrowser(person);
  const cookie = jar.toString();
  const { body } = await call(start, { method: 'POST', cookie, body: { password: person.password } });
  const { secret, recoveryCodes } = body as { secret: string; recoveryCodes: string[] };
  const answer = await call(confirm, { method: 'POST', cookie, body: { code: appCode(secret) } });
  if (answer.status !== 204) throw new Error(`Not enrolled: ${JSON.stringify(answer.body)}`);
  await forgetUsedCodes(person.name);
  return { cookie, secret, recoveryCodes };
}

let root: Person;
/** The administrator's session, by two factors where a test needs it. */
let rootFactor: Enrolled;

beforeAll(async () => {
  root = await makePerson('root', { admin: true });
  rootFactor = await enrol(root);
});

const auditOf = async (name: string) =>
  (
    await query<{ action: string }>(`SELECT action FROM audit_event WHERE target = $1 ORDER BY id`, [name])
  ).map(({ action }) => action);

describe('setting a second factor up', () => {
  it('needs the password, and counts once the first code was given', async () => {
    const ann = await makePerson('ann');
    const cookie = (await signInBrowser(ann)).jar.toString();
    const wrong = await call(start, { method: 'POST', cookie, body: { password: 'wrong' } });
    expect(wrong).toMatchObject({
      status: 400,
      body: { fields: { password: 'This is not your password.' } },
    });
    const { body } = await call(start, { method: 'POST', cookie, body: { password: ann.password } });
    expect(body.uri).toBe(
      `otpauth://totp/Lighter%20lighter.test:ann?secret=${String(body.secret)}&issuer=Lighter%20lighter.test`,
    );
    expect(body.recoveryCodes).toHaveLength(10);
    expect((await call(getFactor, { cookie })).body).toMatchObject({ enabled: false });
    expect(await authenticatePassword('ann', ann.password)).not.toBeNull();

    const other = (await signInBrowser(ann)).jar.toString();
    const bad = await call(confirm, { method: 'POST', cookie, body: { code: '000000' } });
    expect(bad).toMatchObject({ status: 400, body: { fields: { code: expect.any(String) as unknown } } });
    const code = appCode(String(body.secret));
    expect((await call(confirm, { method: 'POST', cookie, body: { code } })).status).toBe(204);
    // The session that did it stays; the others were opened by the password alone.
    expect((await call(getFactor, { cookie })).body).toMatchObject({ enabled: true, recoveryCodesLeft: 10 });
    expect((await call(getMe, { cookie: other })).status).toBe(401);
    expect(await auditOf('ann')).toContain('user.second-factor-enabled');
  });

  it('keeps the secret encrypted, and recovery codes hashed', async () => {
    const ben = await makePerson('ben');
    const { secret, recoveryCodes } = await enrol(ben);
    const rows = await query(
      `SELECT u.*, (SELECT json_agg(c) FROM recovery_code c WHERE c.user_id = u.id) AS codes FROM "user" u WHERE name = 'ben'`,
    );
    const stored = JSON.stringify(rows);
    for (const shown of [secret, ...recoveryCodes]) expect(stored).not.toContain(shown);
  });

  it('is done once: another needs the first to be turned off', async () => {
    const cora = await makePerson('cora');
    const { cookie } = await enrol(cora);
    const again = await call(start, { method: 'POST', cookie, body: { password: cora.password } });
    expect(again.status).toBe(409);
    expect((await call(confirm, { method: 'POST', cookie, body: { code: '123456' } })).status).toBe(409);
  });
});

describe('a bare password, once there is a second factor', () => {
  it('is refused with what to use, to who knows it; others learn nothing', async () => {
    const dan = await makePerson('dan');
    await enrol(dan);
    const sentence = `Use an access token in place of the password: ${ORIGIN}/account`;
    expect(await call(getMe, { as: dan })).toMatchObject({ status: 401, body: { detail: sentence } });
    const wrong = await call(getMe, { as: { ...dan, password: 'wrong' } });
    const unknown = await call(getMe, { as: { ...dan, name: 'nobody', password: 'wrong' } });
    expect(wrong.body.detail).toBe(unknown.body.detail);
    const from = { address: '192.0.2.3', origin: 'https://registry.example' };
    const docker = (password: string) =>
      issueToken({ credentials: { name: 'dan', password }, scopes: [] }, from);
    await expect(docker(dan.password)).rejects.toThrow(
      'Use an access token in place of the password: https://registry.example/account',
    );
    await expect(docker('wrong')).rejects.toThrow('The user name or the password is wrong');
  });
});

describe('signing in with a second factor', () => {
  it('takes two steps, and the first opens nothing', async () => {
    const eva = await makePerson('eva');
    const { secret } = await enrol(eva);
    const { jar, code, challenge } = await firstStep(eva);
    expect([code, jar.get('lighter-session')]).toEqual(['SECOND_FACTOR', undefined]);
    const { session } = await secondStep(challenge, appCode(secret), jar);
    expect((await call(getMe, { cookie: session! })).body).toMatchObject({ username: 'eva' });
    expect(await auditOf('eva')).toContain('user.signed-in');
  });

  it('takes each code once, whoever shows it again', async () => {
    const fay = await makePerson('fay');
    const { secret } = await enrol(fay);
    const code = appCode(secret);
    const first = await firstStep(fay);
    const later = await firstStep(fay);
    expect((await secondStep(first.challenge, code)).session).not.toBeNull();
    const again = await firstStep(fay);
    expect((await secondStep(again.challenge, code)).session).toBeNull();
    // The challenge was used up; one from before, whose factor has moved on, is too.
    for (const { challenge } of [first, later]) {
      const { session, response } = await secondStep(challenge, appCode(secret, 1));
      expect([session, (await signInError(response)).code]).toEqual([null, 'UNAUTHORIZED']);
    }
  });

  it('opens one session for two uses at once', async () => {
    const gil = await makePerson('gil');
    const { secret } = await enrol(gil);
    const { challenge } = await firstStep(gil);
    const code = appCode(secret);
    const uses = await Promise.all([1, 2, 3].map(() => secondStep(challenge, code)));
    expect(uses.filter(({ session }) => session !== null)).toHaveLength(1);
  });

  it('takes each recovery code once, however it is typed', async () => {
    const hal = await makePerson('hal');
    const { recoveryCodes } = await enrol(hal);
    const typed = ` ${recoveryCodes[0]!.toUpperCase().replaceAll('-', ' ')} `;
    const first = await firstStep(hal);
    const { session } = await secondStep(first.challenge, typed);
    expect((await call(getFactor, { cookie: session! })).body).toMatchObject({ recoveryCodesLeft: 9 });
    // Neither the code nor the challenge works again.
    expect((await secondStep(first.challenge, recoveryCodes[1]!)).session).toBeNull();
    const again = await firstStep(hal);
    expect((await secondStep(again.challenge, typed)).session).toBeNull();
    expect((await secondStep(again.challenge, recoveryCodes[1]!)).session).not.toBeNull();
  });

  it('slows down who guesses codes, whom right passwords do not help', async () => {
    const ida = await makePerson('ida');
    const { secret } = await enrol(ida);
    for (let guess = 0; guess < 5; guess++) {
      const { challenge } = await firstStep(ida);
      expect((await secondStep(challenge, 'no code')).session).toBeNull();
    }
    const { challenge } = await firstStep(ida);
    const { session, response } = await secondStep(challenge, appCode(secret));
    expect([session, (await signInError(response)).code]).toEqual([null, 'TOOMANYREQUESTS']);
  });

  it.each([
    ['a-new-stamp', `UPDATE "user" SET stamp = stamp + 1 WHERE name = $1`],
    ['being-disabled', `UPDATE "user" SET disabled_at = now() WHERE name = $1`],
  ])('is over after %s between the steps', async (name, change) => {
    const jo = await makePerson(name);
    const { secret } = await enrol(jo);
    const { challenge } = await firstStep(jo);
    await query(change, [name]);
    expect((await secondStep(challenge, appCode(secret))).session).toBeNull();
  });

  it.each([
    '',
    'x',
    'x.y',
    `${Buffer.from('{"needs":"code","userId":1,"expires":9e15}').toString('base64url')}.AAAA`,
  ])('does not take the challenge %j', async (challenge) => {
    const { session } = await secondStep(challenge, '123456');
    expect(session).toBeNull();
  });

  it('makes a new session: one that was planted in the browser before stays worth nothing', async () => {
    const kay = await makePerson('kay');
    const { secret } = await enrol(kay);
    const mallory = await makePerson('mallory');
    const planted = (await signInBrowser(mallory)).jar;
    const before = planted.get('lighter-session');
    const response = await sendSignIn(planted, { username: 'kay', password: kay.password });
    const { challenge } = await signInError(response);
    await secondStep(challenge, appCode(secret), planted);
    expect(planted.get('lighter-session')).not.toBe(before);
    expect((await call(getMe, { cookie: planted.toString() })).body).toMatchObject({ username: 'kay' });
    expect((await call(getMe, { cookie: `lighter-session=${before}` })).body).toMatchObject({
      username: 'mallory',
    });
  });
});

describe('turning a second factor off', () => {
  it('needs the password and a code', async () => {
    const leo = await makePerson('leo');
    const { cookie, secret } = await enrol(leo);
    const off = (body: object) => call(disable, { method: 'POST', cookie, body });
    expect((await off({ password: 'wrong', code: appCode(secret) })).status).toBe(400);
    expect((await off({ password: leo.password, code: '000000' })).status).toBe(400);
    expect((await off({ password: leo.password, code: appCode(secret) })).status).toBe(204);
    expect((await call(getFactor, { cookie })).body).toMatchObject({ enabled: false, recoveryCodesLeft: 0 });
    expect(await authenticatePassword('leo', leo.password)).not.toBeNull();
    expect((await off({ password: leo.password, code: '000000' })).status).toBe(409);
  });

  it('is also done by an administrator, for others, and audited', async () => {
    const mia = await makePerson('mia');
    const { cookie } = await enrol(mia);
    const reset = (as: { cookie: string }, name: string) =>
      call(resetFactor, { method: 'DELETE', params: { name }, ...as });
    expect((await reset({ cookie }, 'mia')).status).toBe(403);
    expect((await reset(rootFactor, 'root')).status).toBe(409);
    expect((await reset(rootFactor, 'mia')).status).toBe(204);
    expect((await reset(rootFactor, 'mia')).status).toBe(409);
    expect((await reset(rootFactor, 'nobody')).status).toBe(404);
    expect((await call(getMe, { cookie })).status).toBe(401);
    expect(await auditOf('mia')).toContain('user.second-factor-reset');
    expect((await signInBrowser(mia)).jar.get('lighter-session')).toBeDefined();
  });

  it('is done by who rules the machine, with a new password', async () => {
    const nia = await makePerson('nia');
    await enrol(nia);
    const password = await resetPassword('nia');
    expect((await signInBrowser({ name: 'nia', password })).jar.get('lighter-session')).toBeDefined();
  });

  it('is not needed for new recovery codes, which replace the old', async () => {
    const ned = await makePerson('ned');
    const { cookie, secret, recoveryCodes } = await enrol(ned);
    const body = { password: ned.password, code: appCode(secret) };
    const fresh = (await call(renew, { method: 'POST', cookie, body })).body.recoveryCodes as string[];
    expect(fresh).toHaveLength(10);
    const { challenge } = await firstStep(ned);
    expect((await secondStep(challenge, recoveryCodes[0]!)).session).toBeNull();
    expect((await secondStep(challenge, fresh[0]!)).session).not.toBeNull();
  });
});

describe('a second factor for everyone', () => {
  it('is asked for by who has one, leads others to set one up, and lets no bare password in', async () => {
    const oda = await makePerson('oda');
    const before = (await signInBrowser(oda)).jar.toString();
    const second = await makePerson('second', { admin: true });
    const cookie = (await signInBrowser(second)).jar.toString();
    const set = (as: { cookie: string }, secondFactorRequired: boolean) =>
      call(patchSettings, { method: 'PATCH', body: { secondFactorRequired }, ...as });
    expect((await set({ cookie }, true)).status).toBe(409);
    expect((await set(rootFactor, true)).status).toBe(200);
    try {
      expect((await call(getMe, { cookie: rootFactor.cookie })).status).toBe(200);
      expect((await call(getMe, { cookie: before })).status).toBe(401);
      await expect(authenticatePassword('oda', oda.password)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });

      const { code, challenge, jar } = await firstStep(oda);
      expect([code, jar.get('lighter-session')]).toEqual(['ENROLMENT', undefined]);
      const begin = (text: string) => call(enrolAtSignIn, { method: 'POST', body: { challenge: text } });
      const { body } = await begin(challenge);
      const codes = body.recoveryCodes as string[];
      expect((await secondStep(challenge, '000000')).session).toBeNull();
      expect((await secondStep(challenge, codes[0]!)).session).toBeNull();
      const { session } = await secondStep(challenge, appCode(String(body.secret)));
      expect((await call(getFactor, { cookie: session! })).body).toMatchObject({
        enabled: true,
        required: true,
        recoveryCodesLeft: 10,
      });
      // It is used up: nobody replaces the factor with it.
      expect((await begin(challenge)).status).toBe(401);
      expect((await secondStep(challenge, appCode(String(body.secret), 1))).session).toBeNull();
      // Nor with the challenge of who only has to give a code.
      const next = await firstStep(oda);
      expect((await begin(next.challenge)).status).toBe(401);

      const off = { password: oda.password, code: codes[1]! };
      expect((await call(disable, { method: 'POST', cookie: session!, body: off })).status).toBe(204);
      expect((await call(getMe, { cookie: session! })).status).toBe(401);
      expect((await firstStep(oda)).code).toBe('ENROLMENT');
    } finally {
      expect((await set(rootFactor, false)).status).toBe(200);
    }
    expect((await signInBrowser(oda)).jar.get('lighter-session')).toBeDefined();
  });
});

describe('while signed in', () => {
  it('who is demoted or disabled loses it at once', async () => {
    const pia = await makePerson('pia', { admin: true });
    const change = (body: object) =>
      call(patchUser, { method: 'PATCH', params: { name: 'pia' }, cookie: rootFactor.cookie, body });
    for (const body of [{ admin: false }, { disabled: true }]) {
      const { jar } = await signInBrowser(pia, {});
      expect((await call(getMe, { cookie: jar.toString() })).status).toBe(200);
      expect((await change(body)).status).toBe(200);
      expect((await call(getMe, { cookie: jar.toString() })).status).toBe(401);
    }
    expect((await firstStep(pia)).jar.get('lighter-session')).toBeUndefined();
  });
});
