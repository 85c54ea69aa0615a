import { totpStep } from '#lib/auth/totp.ts';
import { api, apiOk, createUser } from './support/api.ts';
import { codeAt } from './support/authenticator.ts';
import { expectFitHere } from './support/fit.ts';
import { startLighter, type Lighter } from './support/lighter.ts';
import { fillSignIn, signIn } from './support/sign-in.ts';
import { expect, test as base } from './support/test.ts';

/** On an instance of its own, since what is set here is for everyone. */
const test = base.extend<object, { lighter: Lighter }>({
  lighter: [
    async ({}, use) => {
      const lighter = await startLighter();
      await use(lighter);
      await lighter.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ lighter }, use) => use(lighter.url),
});

test.describe.configure({ mode: 'serial' });
test.use({ contextOptions: { reducedMotion: 'reduce' }, expectedComplaint: /status of 40[19]/ });

test('where registration is on, anyone makes an account', async ({ page, lighter }) => {
  await page.goto('/sign-up');
  await expect(page.getByText('Accounts are made by invitation here.')).toBeVisible();
  await expectFitHere(page);
  await apiOk(lighter, 'PATCH system/sign-in-settings', { as: lighter.admin, body: { registration: true } });
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page).toHaveURL('/sign-up');
  await page.getByLabel('User name').fill('newcomer');
  await page.getByLabel('Password', { exact: true }).fill('five words about the sea');
  await expectFitHere(page);
  await page.getByRole('button', { name: 'Create account and sign in' }).click();
  await expect(page.getByRole('button', { name: 'Account menu of newcomer' })).toBeVisible();
});

test('where everyone needs a second factor, who has none sets one up before anything else', async ({
  page,
  lighter,
}) => {
  const bob = await createUser(lighter, 'bob');
  await signIn(page, lighter.admin);
  await page.goto('/admin/security');
  await expectFitHere(page);
  const everyone = page.getByRole('checkbox', { name: 'Everyone needs a second factor' });
  await everyone.click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Set up your own second factor first')).toBeVisible();

  await page.goto('/account');
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Password', { exact: true }).fill(lighter.admin.password);
  await dialog.getByRole('button', { name: 'Next' }).click();
  const shown = await dialog.getByRole('group', { name: 'Secret for the app' }).innerText();
  await dialog.getByLabel('Code').fill(codeAt(shown.replaceAll(/\s/g, ''), totpStep(Date.now())));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await page.goto('/admin/security');
  await everyone.click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  await page.context().clearCookies();

  expect((await api(lighter, 'GET me', { as: bob })).body.detail).toContain('Use an access token');
  await page.goto('/sign-in?next=/projects');
  await fillSignIn(page, bob.name, bob.password);
  await expect(page.getByText('Everyone here signs in with a second factor')).toBeVisible();
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto('/sign-in?next=/projects');
  await fillSignIn(page, bob.name, bob.password);
  await page.getByRole('button', { name: 'Set it up' }).click();
  const secret = (await page.getByRole('group', { name: 'Secret for the app' }).innerText()).replaceAll(
    /\s/g,
    '',
  );
  await expectFitHere(page);
  await page.getByLabel('Code', { exact: true }).fill(codeAt(secret, totpStep(Date.now())));
  await page.getByRole('button', { name: 'Turn on and sign in' }).click();
  await expect(page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10);
  await page.getByRole('button', { name: /continue/ }).click();
  await expect(page).toHaveURL('/projects');
});
