import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { apiOk, createProject, createUser } from './support/api.ts';
import { smallImages } from './support/images.ts';
import { basic, push } from './support/push.ts';
import { signIn } from './support/sign-in.ts';
import { expect, test as testSignedOut, testAsAdmin as test } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const P = `locks-${process.pid}`;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const [one, two, three] = smallImages(3, P);

test.use({ contextOptions: { reducedMotion: 'reduce' } });
testSignedOut.use({ contextOptions: { reducedMotion: 'reduce' } });

test.beforeAll(async ({ instance }) => {
  const { name, password } = instance.admin;
  const guest = await createUser(instance, `${P}-guest`);
  await createProject(instance, { name: P, roles: { [guest.name]: 'guest' } });
  const at = { url: instance.url, repository: `${P}/api`, authorization: basic(name, password) };
  await push(at, 'v1', one!);
  for (const tag of ['pr-1', 'pr-2', 'latest']) await push(at, tag, two!);
  await push(at, 'latest', three!);
});

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('a lock keeps a tag, says why, and goes again', async ({ page }) => {
  await page.goto(`/repositories/${P}/api`);
  await page.getByRole('button', { name: 'Actions for v1' }).click();
  await page.getByRole('menuitem', { name: 'Lock…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Lock v1?' });
  await dialog.getByLabel('Why (optional)').fill('customer demo');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Lock tag' }).click();
  await expect(row(page, 'v1').getByText('Locked by admin: customer demo').first()).toBeAttached();

  await page.getByRole('button', { name: 'Actions for v1' }).click();
  await expect(page.getByRole('menuitem', { name: 'Delete…' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('menuitem', { name: 'Delete…' })).toContainText('customer demo');
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: 'Select tag v1' }).click();
  await page.getByRole('button', { name: 'Delete 1…' }).click();
  await expect(page.getByRole('dialog')).toContainText('v1 stays. Locked by admin: customer demo.');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Delete tag' })).toBeDisabled();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('v1 unlocked', { exact: true })).toBeVisible();
});

test('rules and a quota are set in the settings, and seen where they matter', async ({ page }) => {
  await page.goto(`/projects/${P}/settings`);
  await page.getByLabel('Tags', { exact: true }).first().fill('v[0-9]');
  await page.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByText('No tag or repository has “[”')).toBeVisible();
  await page.getByLabel('Tags', { exact: true }).first().fill('v*');
  await page.getByRole('button', { name: 'Add rule' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'v* in **' })).toBeVisible();
  await page.getByLabel('Tags', { exact: true }).last().fill('5');
  await page.getByRole('button', { name: 'Save quota' }).click();
  await expect(page.getByRole('meter', { name: '4 of 5 tags' }).first()).toBeVisible();
  await expectAccessible(page);

  await page.goto(`/repositories/${P}/api`);
  await expect(row(page, 'v1').getByText('Immutable: the rule for v* in **').first()).toBeAttached();
  await page.goto('/');
  await expect(page.getByText(`${P} uses 80 % of its quota (4 of 5 tags).`)).toBeVisible();
  await page.goto(`/projects/${P}/settings`);
  await page.getByRole('button', { name: 'Delete rule v* · **' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete rule' }).click();
  await expect(page.getByText('No rules: any tag can be moved')).toBeVisible();
});

test('the timeline takes a tag back to where it was', async ({ page }) => {
  await page.goto(`/repositories/${P}/api/-/timeline?tag=latest`);
  await page.getByRole('button', { name: /^Restore: put latest back on/ }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Put it back' }).click();
  await expect(page.getByText(/^latest is back on/)).toBeVisible();
  await expect(page.getByText('restored', { exact: true })).toBeVisible();
});

test.describe(() => {
  // Asked for over a tag that exists again.
  test.use({ expectedComplaint: /status of 409/ });

  test('the trash gives back one, many, over what is there, and goes for good', async ({
    page,
    instance,
  }) => {
    const { admin: as, url } = instance;
    const at = { url, repository: `${P}/api`, authorization: basic(as.name, as.password) };
    await apiOk(instance, `POST repositories/${P}/api/-/tags:delete`, {
      as,
      body: { tags: ['pr-1', 'pr-2', 'v1'] },
    });
    await push(at, 'pr-1', three!);
    await page.goto(`/projects/${P}/trash`);
    await expect(row(page, 'v1')).toContainText('7 days');
    await page.getByRole('button', { name: 'Restore pr-1' }).click();
    const taken = page.getByRole('dialog', { name: 'pr-1 exists again' });
    await taken.getByRole('radio', { name: 'Under another tag' }).click();
    await expectAccessible(page);
    await taken.getByLabel('Tag', { exact: true }).fill('pr-1-old');
    await taken.getByRole('button', { name: 'Restore' }).click();
    await expect(page.getByText('pr-1-old restored', { exact: true })).toBeVisible();

    await page.getByRole('checkbox', { name: 'Select pr-2' }).click();
    await page.getByRole('button', { name: 'Restore 1' }).click();
    await expect(page.getByText('1 image restored', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Empty trash…' }).click();
    const empty = page.getByRole('dialog', { name: `Empty the trash of ${P}?` });
    await expect(empty.getByRole('button', { name: 'Empty trash' })).toBeDisabled();
    await empty.getByRole('textbox').fill(P);
    await expectAccessible(page);
    await empty.getByRole('button', { name: 'Empty trash' }).click();
    await expect(page.getByText('1 image deleted for good', { exact: true })).toBeVisible();
    await expect(page.getByText('The trash is empty')).toBeVisible();
  });
});

testSignedOut('what a guest may not do is there, with the role it needs', async ({ page }) => {
  await signIn(page, { name: `${P}-guest`, password: `password of ${P}-guest` });
  await page.goto(`/repositories/${P}/api`);
  await page.getByRole('button', { name: 'Actions for latest' }).click();
  await expect(page.getByRole('menuitem', { name: 'Lock…' })).toContainText(
    `Locking needs the role maintainer in ${P}.`,
  );
  await page.goto(`/projects/${P}/settings`);
  await expect(page.getByText('No rules: any tag can be moved')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add rule' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('button', { name: 'Save quota' })).toBeHidden();
});
