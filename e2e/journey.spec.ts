import type { Page } from '@playwright/test';
import { docker, dockerEngineRuns, skopeo, type Skopeo } from './support/clients.ts';
import { busyboxImage, busyboxIndex } from './support/images.ts';
import { writeLayout } from './support/layout.ts';
import { newFolder } from './support/run-folder.ts';
import { expect, testAsAdmin as test, type Instance } from './support/test.ts';

const BEN = { name: 'ben', password: 'password of ben' };
/** A push must be on the open page within this time. */
const LIVE = { timeout: 2_000 };

test('from the first push to a restored tag', async ({ page, instance }) => {
  test.setTimeout(120_000);
  const layout = newFolder('layout');
  const [image, index] = [await busyboxImage(), await busyboxIndex('2.0.0')];
  await writeLayout(layout, { image, index });
  const at = (name: string) => `docker://${instance.host}/${name}`;
  const admin = await signedIn(instance, instance.admin);

  await test.step('a project is made', async () => {
    await page.goto('/projects');
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('fleet');
    await page.getByRole('button', { name: 'Create project' }).click();
    await expect(page).toHaveURL('/projects/fleet');
    await expect(page.getByText(`docker push ${instance.host}/fleet/`).first()).toBeVisible();
  });

  await test.step('a push appears on the open page, without a reload', async () => {
    await mark(page);
    await admin.copy(`oci:${layout}:image`, at('fleet/web:1.0.0'));
    await expect(rowOf(page, 'fleet/web')).toBeVisible(LIVE);
    await rowOf(page, 'fleet/web').getByRole('link', { name: 'fleet/web' }).click();
    await expect(tagRow(page, '1.0.0')).toBeVisible();
    await admin.copy(`oci:${layout}:image`, at('fleet/web:stable'));
    await expect(tagRow(page, 'stable')).toBeVisible(LIVE);
    await admin.copy(`oci:${layout}:index`, at('fleet/web:2.0.0'), '--all');
    await expect(tagRow(page, '2.0.0')).toContainText('arm64', LIVE);
    expect(await isMarked(page)).toBe(true);
  });

  await test.step('the page of the image shows what it is made of', async () => {
    await tagRow(page, '2.0.0').getByRole('link', { name: '2.0.0' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'fleet/web:2.0.0' })).toBeVisible();
    await expect(page.getByText('Multi-platform image')).toBeVisible();
    for (const instruction of ['ADD rootfs.tar /', 'COPY etc/ /etc/', 'COPY index.html /srv/'])
      await expect(page.getByRole('listitem').filter({ hasText: instruction })).toBeVisible();
    await page.getByRole('radio', { name: 'arm64' }).click();
    await expect(page).toHaveURL(/platform=linux%2Farm64/);
    await page.getByRole('tab', { name: 'Config' }).click();
    await expect(page.getByText('httpd -f -h /srv')).toBeVisible();
    await expect(page.getByText('APP_VERSION')).toBeVisible();
    await page.getByRole('tab', { name: 'Raw' }).click();
    await expect(page.getByRole('tabpanel')).toContainText(index.images[1]!.blobs[0]!.digest);
  });

  await test.step('a second user is made', async () => {
    await page.getByRole('button', { name: `Account menu of ${instance.admin.name}` }).click();
    await page.getByRole('menuitem', { name: 'Users' }).click();
    await page.getByRole('button', { name: 'New user' }).click();
    const dialog = page.getByRole('dialog', { name: 'New user' });
    await dialog.getByLabel('User name').fill(BEN.name);
    await dialog.getByLabel('Password', { exact: true }).fill(BEN.password);
    await dialog.getByRole('button', { name: 'Create user' }).click();
    await expect(rowOf(page, BEN.name)).toBeVisible();
  });

  const ben = await signedIn(instance, BEN);
  await test.step('to whom the image looks missing until there is a membership', async () => {
    await expect(ben.digest(`${instance.host}/fleet/web:1.0.0`)).rejects.toThrow(/name unknown/);
    await page.goto('/projects/fleet/members');
    await page.getByLabel('Find a person or group by name').fill(BEN.name);
    await page.getByRole('option', { name: BEN.name, exact: true }).click();
    await page.getByRole('button', { name: 'Add member' }).click();
    await expect(page.getByText('ben is now Guest', { exact: true })).toBeVisible();
    await expect(rowOf(page, BEN.name)).toContainText('Guest');
    await ben.copy(at('fleet/web:1.0.0'), `oci:${newFolder('pulled')}:it`);
    await expect(ben.copy(`oci:${layout}:image`, at('fleet/web:mine'))).rejects.toThrow(
      /You may not push to fleet\/web/,
    );
  });

  await test.step('one of two sibling tags is deleted, the other still pulls', async () => {
    await page.goto('/repositories/fleet/web');
    await page.getByRole('checkbox', { name: 'Select tag 1.0.0' }).click();
    await page.getByRole('button', { name: 'Delete 1…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete 1.0.0?' });
    await expect(dialog).toContainText('stable shares this image and stays.');
    await expect(dialog).toContainText(/Can be restored until \d+ \w+/);
    await dialog.getByRole('button', { name: 'Delete tag' }).click();
    await expect(page.getByText('1.0.0 deleted', { exact: true })).toBeVisible();
    await expect(tagRow(page, '1.0.0')).toHaveCount(0);
    await expect(tagRow(page, 'stable')).toBeVisible();
    expect((await ben.tags(`${instance.host}/fleet/web`)).sort()).toEqual(['2.0.0', 'stable']);
    await ben.copy(at('fleet/web:stable'), `oci:${newFolder('pulled')}:it`);
    await expect(ben.digest(`${instance.host}/fleet/web:1.0.0`)).rejects.toThrow(/manifest unknown/);
  });

  await test.step('Undo brings it back', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(tagRow(page, '1.0.0')).toBeVisible();
    expect(await ben.digest(`${instance.host}/fleet/web:1.0.0`)).toBe(image.digest);
  });

  await test.step('so does the trash, for an image that nothing else names', async () => {
    await tagRow(page, '2.0.0').getByRole('button', { name: 'Actions for 2.0.0' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete 2.0.0?' });
    await expect(dialog).toContainText('Nothing else in this repository names its image');
    await dialog.getByRole('button', { name: 'Delete tag' }).click();
    await expect(page.getByText('2.0.0 deleted', { exact: true })).toBeVisible();
    await expect(tagRow(page, '2.0.0')).toHaveCount(0);
    await expect(ben.digest(`${instance.host}/fleet/web@${index.digest}`)).rejects.toThrow(
      /manifest unknown/,
    );
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByRole('button', { name: 'Restore 2.0.0' }).click();
    await expect(page.getByText('The trash is empty')).toBeVisible();
    const folder = newFolder('pulled');
    await ben.copy(at('fleet/web:2.0.0'), `oci:${folder}:it`, '--all');
    expect((await ben.run('inspect', '--raw', `oci:${folder}:it`)).trim()).toBe(index.bytes.toString());
  });

  await test.step('the timeline tells it all', async () => {
    await page.getByRole('link', { name: 'Timeline' }).click();
    for (const move of ['pushed', 'deleted', 'restored'])
      await expect(page.getByText(move, { exact: true }).first()).toBeVisible();
  });
});

if (await dockerEngineRuns()) {
  test("docker's push appears on the open page", async ({ page, instance }) => {
    const [client, name] = [docker(), `${instance.host}/${instance.admin.name}/docker:v1`];
    const folder = newFolder('docker-image');
    await writeLayout(folder, { image: await busyboxImage() });
    await skopeo().copy(`oci:${folder}:image`, `docker-archive:${folder}/image.tar:lighter-test/journey:v1`);
    await client.run('load', '--input', `${folder}/image.tar`);
    await client.run(
      'login',
      '--username',
      instance.admin.name,
      '--password',
      instance.admin.password,
      instance.host,
    );
    await client.run('tag', 'lighter-test/journey:v1', name);
    await page.goto('/');
    await client.run('push', name);
    await expect(page.getByText(`${instance.admin.name}/docker`).first()).toBeVisible(LIVE);
    await client.run('rmi', name, 'lighter-test/journey:v1');
  });
}

async function signedIn(instance: Instance, { name, password }: Instance['admin']): Promise<Skopeo> {
  const client = skopeo();
  await client.login(instance.host, name, password);
  return client;
}

function rowOf(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
}

/** The row of a tag, and not of one whose image has it as another name. */
function tagRow(page: Page, tag: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: tag, exact: true }) });
}

/** What a reload would wipe away. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { lighterTest: true }));
}

async function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => 'lighterTest' in window);
}
