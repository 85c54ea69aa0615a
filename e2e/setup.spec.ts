import type { Page } from '@playwright/test';
import { skopeo } from './support/clients.ts';
import { busyboxImage } from './support/images.ts';
import { writeLayout } from './support/layout.ts';
import { startLighter, type Lighter } from './support/lighter.ts';
import { newFolder } from './support/run-folder.ts';
import { fillSignIn, signIn } from './support/sign-in.ts';
import { expect, test as base } from './support/test.ts';

const ANN = { name: 'ann', password: 'password of ann' };
const BOB = { name: 'bob', password: 'password of bob' };

/** On an instance of its own, which nobody has set up. */
const test = base.extend<object, { lighter: Lighter }>({
  lighter: [
    async ({}, use) => {
      const lighter = await startLighter({ LIGHTER_ADMIN_PASSWORD: '' });
      await use(lighter);
      await lighter.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ lighter }, use) => use(lighter.url),
});

test.describe.configure({ mode: 'serial' });

test('the printed link makes the first administrator, whose first push is noticed', async ({
  page,
  lighter,
}) => {
  const link = setupLink(lighter);
  await page.goto(new URL(link.pathname + link.search, lighter.url).href);
  await page.getByLabel('User name').fill(ANN.name);
  await page.getByLabel('Password', { exact: true }).fill(ANN.password);
  await page.getByRole('button', { name: 'Create account and sign in' }).click();

  await expect(page.getByRole('heading', { name: 'Push your first image' })).toBeVisible();
  for (const command of [`docker login ${lighter.host}`, `docker push ${lighter.host}/ann/`]) {
    await expect(page.getByText(command).first()).toBeVisible();
  }
  await expect(page.getByText('Waiting for your first push…')).toBeVisible();
  const layout = newFolder('layout');
  await writeLayout(layout, { image: await busyboxImage() });
  const client = skopeo();
  await client.login(lighter.host, ANN.name, ANN.password);
  await client.copy(`oci:${layout}:image`, `docker://${lighter.host}/ann/busybox:latest`);
  const arrived = page.getByRole('link', { name: 'ann/busybox' }).first();
  await expect(arrived).toBeVisible({ timeout: 2_000 });
  await arrived.click();
  await expect(page).toHaveURL(/\/repositories\/ann\/busybox/);
});

test('the link works once', async ({ page, lighter }) => {
  const link = setupLink(lighter);
  await page.goto(link.pathname + link.search);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true })).toBeHidden();
});

test.describe(() => {
  test.use({ expectedComplaint: /status of 401/ });

  test('signing in needs the password and leads to where one was going; signing out ends it', async ({
    page,
  }) => {
    await page.goto('/projects/ann');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await fillSignIn(page, ANN.name, 'not the password');
    await expect(page.getByText('The user name or the password is wrong')).toBeVisible();
    await fillSignIn(page, ANN.name, ANN.password);
    await expect(page).toHaveURL('/projects/ann');
    const cookies = await page.context().cookies();

    await page.getByRole('button', { name: 'Account menu of ann' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page.getByLabel('User name')).toBeVisible();
    await page.context().addCookies(cookies);
    await page.goto('/projects/ann');
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test('a disabled user is out at once', async ({ page, browser, lighter }) => {
    await signIn(page, ANN);
    await page.goto('/admin/users');
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('User name').fill(BOB.name);
    await page.getByLabel('Password', { exact: true }).fill(BOB.password);
    await page.getByRole('button', { name: 'Create user' }).click();
    const bobs = await openAs(BOB);
    await expect(bobs.getByRole('button', { name: 'Account menu of bob' })).toBeVisible();

    await page.getByRole('button', { name: 'Actions for bob' }).click();
    await page.getByRole('menuitem', { name: 'Disable…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable user' }).click();
    await expect(page.getByText('bob is disabled', { exact: true })).toBeVisible();
    await bobs.goto('/projects');
    await expect(bobs).toHaveURL(/\/sign-in/);
    await fillSignIn(bobs, BOB.name, BOB.password);
    await expect(bobs.getByText('or the account is disabled')).toBeVisible();
    await expect(skopeo().login(lighter.host, BOB.name, BOB.password)).rejects.toThrow(
      /invalid username\/password/,
    );
    await bobs.context().close();

    async function openAs(person: typeof BOB): Promise<Page> {
      const opened = await browser.newPage({ baseURL: lighter.url });
      await signIn(opened, person);
      return opened;
    }
  });
});

function setupLink(lighter: Lighter): URL {
  return new URL(/http:\/\/\S+\/setup\?token=\S+/.exec(lighter.output())?.[0] ?? 'no-link:');
}
