import type { Browser, Page } from '@playwright/test';
import { totpStep } from '#lib/auth/totp.ts';
import { api, apiOk, createProject, createUser } from './support/api.ts';
import { codeAt } from './support/authenticator.ts';
import { expectFitHere, violations } from './support/fit.ts';
import { fillSignIn, signIn } from './support/sign-in.ts';
import { expect, test, type Instance } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const P = `getting-in-${process.pid}`;

test.use({ contextOptions: { reducedMotion: 'reduce' }, expectedComplaint: /status of 40[14]/ });

/** Another person's browser. */
async function otherBrowser(browser: Browser, { url }: Instance, work: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  await work(await context.newPage()).finally(() => context.close());
}

async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Account menu of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL((url) => url.pathname === '/explore' || url.pathname === '/sign-in');
}

test('a second factor is set up, asked for at the next sign-in, and keeps the bare password out', async ({
  page,
  instance,
}) => {
  const person = await createUser(instance, `${P}-ann`);
  await signIn(page, person);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up a second factor' });
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByRole('img', { name: /as a picture/ })).toBeVisible();
  const secret = (await dialog.getByRole('group', { name: 'Secret for the app' }).innerText()).replaceAll(
    /\s/g,
    '',
  );
  expect(await violations(page)).toEqual([]);
  const step = totpStep(Date.now());
  await dialog.getByLabel('Code').fill(codeAt(secret, step));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const codes = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const recovery = await codes.allInnerTexts();
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible();

  const refused = await api(instance, 'GET me', { as: person });
  expect([refused.status, refused.body.detail]).toEqual([
    401,
    `Use an access token in place of the password: ${instance.url}/account`,
  ]);

  await signOut(page, person.name);
  await page.goto('/sign-in?next=/account');
  await fillSignIn(page, person.name, person.password);
  const code = page.getByLabel('Code', { exact: true });
  await expect(code).toBeFocused();
  await code.fill(codeAt(secret, step));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('This code is wrong, or was used before.')).toBeVisible();
  await code.fill(codeAt(secret, Math.max(step + 1, totpStep(Date.now()))));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/account');

  await signOut(page, person.name);
  await page.goto('/sign-in');
  await fillSignIn(page, person.name, person.password);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(recovery[0]!);
  await expectFitHere(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: /^Account menu/ })).toBeVisible();
  await page.goto('/account');
  await expect(page.getByText('9 recovery codes are left.')).toBeVisible();
});

test('an owner invites somebody, who makes an account by the link and is a developer', async ({
  page,
  browser,
  instance,
}) => {
  const owner = await createUser(instance, `${P}-owner`);
  await createProject(instance, { name: `${P}-team`, roles: { [owner.name]: 'owner' } });
  await signIn(page, owner);
  await page.goto(`/projects/${P}-team/members`);
  await page.getByRole('button', { name: 'Invite by link' }).click();
  const dialog = page.getByRole('dialog', { name: `Invite somebody to ${P}-team` });
  await dialog.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: /^Developer/ }).click();
  await dialog.getByLabel('Note (optional)').fill('for Bea');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const link = await dialog.getByRole('group', { name: 'Invite link' }).innerText();
  expect(link).toContain(`${instance.url}/invite#`);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('list', { name: 'Invites' })).toContainText('waiting');

  const name = `${P}-bea`;
  await otherBrowser(browser, instance, async (guest) => {
    await guest.goto(link);
    await expect(
      guest.getByText(`${owner.name} invites you into the project ${P}-team, as Developer.`),
    ).toBeVisible();
    await guest.getByLabel('User name').fill(name);
    await guest.getByLabel('Password', { exact: true }).fill(`${name}123`);
    await guest.getByRole('button', { name: 'Create account and sign in' }).click();
    await expect(guest.getByText(/guessed first\. Choose another/)).toBeVisible();
    await guest.getByLabel('Password', { exact: true }).fill('five words about the sea');
    await guest.getByRole('button', { name: 'Create account and sign in' }).click();
    await expect(guest).toHaveURL(`/projects/${P}-team`);
    await expect(guest.getByRole('heading', { name: `${P}-team` })).toBeVisible();
  });
  await otherBrowser(browser, instance, async (late) => {
    await late.goto(link);
    await expect(late.getByText('This invite can’t be used')).toBeVisible();
    await expectFitHere(late);
  });
  await expect(page.getByRole('list', { name: 'Invites' })).toContainText(`${name} came by it`);
  const members = await apiOk(instance, `GET projects/${P}-team/members`, { as: instance.admin });
  expect(members.items).toContainEqual(expect.objectContaining({ username: name, role: 'developer' }));
});

test('somebody asks for access to what they can not see, and an owner lets them in', async ({
  page,
  browser,
  instance,
}) => {
  const owner = await createUser(instance, `${P}-boss`);
  const asker = await createUser(instance, `${P}-carl`);
  await createProject(instance, { name: `${P}-secret`, roles: { [owner.name]: 'owner' } });
  await signIn(page, asker);
  for (const project of [`${P}-absent`, `${P}-secret`]) {
    await page.goto(`/projects/${project}`);
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await page.getByRole('button', { name: 'Ask for access' }).click();
    const dialog = page.getByRole('dialog', { name: `Ask for access to ${project}` });
    await dialog.getByLabel('Message (optional)').fill('I build the site');
    await dialog.getByRole('button', { name: 'Send request' }).click();
    await expect(page.getByText(`Request for ${project} sent`, { exact: true })).toBeVisible();
  }
  await page.goto('/account');
  const mine = page.getByRole('list', { name: 'Requests for access' }).getByRole('listitem');
  await expect(mine).toHaveCount(2);
  await mine
    .filter({ hasText: `${P}-absent` })
    .getByRole('button', { name: /^Withdraw/ })
    .click();
  await expect(mine).toHaveCount(1);

  await otherBrowser(browser, instance, async (boss) => {
    await signIn(boss, owner);
    await boss.goto('/');
    await expect(boss.getByText(`Somebody asks for access to ${P}-secret.`)).toBeVisible();
    await boss.goto(`/projects/${P}-secret/members`);
    const requests = boss.getByRole('list', { name: 'Requests for access' });
    await expect(requests).toContainText(`${asker.name} asks to be Guest.`);
    await expect(requests).toContainText('I build the site');
    await expectFitHere(boss);
    await requests.getByRole('button', { name: `Approve ${asker.name}` }).click();
    await expect(boss.getByRole('row', { name: asker.name })).toBeVisible();
    await expect(requests).toBeHidden();
  });
  await page.goto(`/projects/${P}-secret`);
  await expect(page.getByRole('heading', { name: `${P}-secret` })).toBeVisible();
});

test('an administrator makes a link for a new password, signs somebody out, and deletes them', async ({
  page,
  browser,
  instance,
}) => {
  const person = await createUser(instance, `${P}-dora`);
  await signIn(page, instance.admin);
  await page.goto(`/admin/users?q=${person.name}`);
  const ask = async (action: string) => {
    await page.getByRole('button', { name: `Actions for ${person.name}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await ask('Password reset link…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const link = await dialog.getByRole('group', { name: 'Reset link' }).innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();

  await otherBrowser(browser, instance, async (dora) => {
    await dora.goto(link);
    await expect(dora.getByLabel('User name')).toHaveValue(person.name);
    await dora.getByLabel('New password').fill('five words about the sea');
    await expectFitHere(dora);
    await dora.getByRole('button', { name: 'Set password' }).click();
    await expect(dora.getByText('Your new password is set.')).toBeVisible();
    await signIn(dora, { ...person, password: 'five words about the sea' });

    await ask('Sessions…');
    await expect(dialog.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(1);
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(page.getByText(`${person.name} is signed out everywhere`, { exact: true })).toBeVisible();
    await dora.goto('/account');
    await expect(dora).toHaveURL(/\/sign-in/);
  });

  await ask('Delete…');
  await dialog.getByRole('textbox').fill(person.name);
  await dialog.getByRole('button', { name: 'Delete user' }).click();
  await expect(page.getByText(`User ${person.name} deleted`, { exact: true })).toBeVisible();
  await expect(page.getByText('Nothing matches')).toBeVisible();
});
