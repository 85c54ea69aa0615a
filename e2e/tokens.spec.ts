import type { Page } from '@playwright/test';
import { api, createProject, createUser, type Credentials } from './support/api.ts';
import { ask } from './support/gateway.ts';
import { smallImages } from './support/images.ts';
import { basic, push } from './support/push.ts';
import { signIn } from './support/sign-in.ts';
import { expect, test, testAsAdmin, type Instance } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const P = `tokens-${process.pid}`;
const [image] = smallImages(1, P);
let ann: Credentials;

test.use({ contextOptions: { reducedMotion: 'reduce' } });
testAsAdmin.use({ contextOptions: { reducedMotion: 'reduce' } });

test.beforeAll(async ({ instance }) => {
  ann = await createUser(instance, `${P}-ann`);
  await createProject(instance, { name: P, roles: { [ann.name]: 'owner' } });
  await createProject(instance, { name: `${P}-other`, roles: { [ann.name]: 'owner' } });
});

/** The secret as the dialog shows it. */
async function secretOf(page: Page): Promise<string> {
  return (await page.getByRole('group', { name: 'Secret' }).textContent()) ?? '';
}

const pushStatus = async ({ url }: Instance, repository: string, name: string, secret: string) =>
  (await ask(url, `POST /v2/${repository}/blobs/uploads/`, { as: basic(name, secret) })).status;

test('somebody makes an access token, uses it, and takes it back', async ({ page, instance }) => {
  await signIn(page, ann);
  await page.goto('/account');
  await expect(page.getByText('No access tokens')).toBeVisible();
  await page.getByRole('button', { name: 'New access token' }).click();
  await page.getByLabel('Name', { exact: true }).fill('laptop');
  await page.getByRole('checkbox', { name: 'write', exact: true }).click();
  await page.getByRole('radio', { name: 'Only some' }).click();
  await page.getByRole('checkbox', { name: P, exact: true }).click();
  await page.getByRole('button', { name: 'Create token' }).click();

  const dialog = page.getByRole('dialog', { name: 'Access token laptop' });
  const secret = await secretOf(page);
  expect(secret).toMatch(/^ltp_[0-9A-Za-z]{36}$/);
  await expect(dialog).toContainText(
    `echo ${secret} | docker login ${instance.host} --username ${ann.name} --password-stdin`,
  );
  await dialog.getByRole('radio', { name: 'kaniko' }).click();
  await expect(dialog).toContainText('/kaniko/.docker/config.json');
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  const row = page.getByRole('listitem').filter({ hasText: 'laptop' });
  await expect(row).toContainText(`only ${P}`);
  await expect(row).toContainText('last used not yet');
  expect(await pushStatus(instance, `${P}/app`, ann.name, secret)).toBe(202);
  expect(await pushStatus(instance, `${P}-other/app`, ann.name, secret)).toBe(403);
  await page.reload();
  await expect(row).toContainText('just now');

  await row.getByRole('button', { name: 'Revoke laptop' }).click();
  await page.getByRole('button', { name: 'Revoke token' }).click();
  await expect(page.getByText('laptop revoked', { exact: true })).toBeVisible();
  await expect(page.getByText('No access tokens')).toBeVisible();
  expect(await pushStatus(instance, `${P}/app`, ann.name, secret)).toBe(401);
});

test('an owner makes a robot, rotates its secret, disables and deletes it', async ({ page, instance }) => {
  await signIn(page, ann);
  await page.goto(`/projects/${P}`);
  await page.getByRole('link', { name: 'Robots' }).click();
  await expect(page.getByText('No robots yet')).toBeVisible();
  await page.getByRole('button', { name: 'New robot' }).click();
  await page.getByLabel('Name', { exact: true }).fill('ci');
  await expect(page.getByText(`It signs in as ${P}+ci.`)).toBeVisible();
  await page.getByLabel('Repositories 1').fill('app');
  await page.getByRole('checkbox', { name: 'write', exact: true }).click();
  await page.getByRole('combobox', { name: 'Expires' }).click();
  await page.getByRole('option', { name: 'Never' }).click();
  await page.getByRole('button', { name: 'Create robot' }).click();
  const name = `${P}+ci`;
  await expect(page.getByRole('dialog', { name: `Robot ${name}` })).toBeVisible();
  const first = await secretOf(page);
  await page.getByRole('button', { name: 'I have it' }).click();
  const target = { url: instance.url, repository: `${P}/app`, authorization: basic(name, first) };
  await push(target, 'v1', image!);
  expect(await pushStatus(instance, `${P}/other`, name, first)).toBe(403);

  const menu = async (item: string) => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await menu('Rotate secret…');
  await page.getByRole('button', { name: 'Rotate secret' }).click();
  await expect(page.getByText('Copy it now: it is not shown again.')).toBeVisible();
  const second = await secretOf(page);
  await page.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByRole('row', { name }).getByText('rotating')).toBeVisible();
  for (const secret of [first, second])
    expect(await pushStatus(instance, `${P}/app`, name, secret)).toBe(202);

  await menu('Disable…');
  await page.getByRole('button', { name: 'Disable robot' }).click();
  await expect(page.getByRole('row', { name }).getByText('disabled')).toBeVisible();
  expect(await pushStatus(instance, `${P}/app`, name, second)).toBe(401);

  await menu('Trusted issuers…');
  await page.getByRole('button', { name: 'GitHub Actions' }).click();
  await page.getByLabel('Claims').fill('repository: **');
  await page.getByRole('button', { name: 'Add issuer' }).click();
  await expect(page.getByText('Name at least one claim with its value')).toBeVisible();
  await page.getByLabel('Claims').fill('repository: acme/app\nref: refs/heads/*');
  await page.getByRole('button', { name: 'Add issuer' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toContainText('repository: acme/app');
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('row', { name }).getByText('keyless')).toBeVisible();

  await menu('Delete…');
  await page.getByRole('button', { name: 'Delete robot' }).click();
  await expect(page.getByText('No robots yet')).toBeVisible();
});

testAsAdmin('an administrator makes a robot of the system', async ({ page, instance }) => {
  await page.goto('/admin/robots');
  await page.getByRole('button', { name: 'New robot' }).click();
  await page.getByLabel('Name', { exact: true }).fill(`${P}-mirror`);
  await page.getByLabel('Repositories 1').fill(`${P}/**`);
  await page.getByRole('button', { name: 'Create robot' }).click();
  const secret = await secretOf(page);
  await page.getByRole('button', { name: 'I have it' }).click();
  const name = `system+${P}-mirror`;
  await expect(page.getByRole('row', { name })).toContainText(`${P}/**`);
  const { status } = await api(instance, `GET projects/${P}`, { as: { name, password: secret } });
  expect(status).toBe(200);
});
