import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { measureContent } from '#lib/collector/content.ts';
import { apiOk } from './support/api.ts';
import { buildImage, busyboxImage, type Image } from './support/images.ts';
import { startLighter, type Lighter } from './support/lighter.ts';
import { basic, push } from './support/push.ts';
import { signIn } from './support/sign-in.ts';
import { expect, test as base } from './support/test.ts';

/** On an instance of its own: what is in the trash of the shared one is others'. */
const test = base.extend<object, { lighter: Lighter }>({
  lighter: [
    async ({}, use) => {
      const lighter = await startLighter();
      await seed(lighter);
      await use(lighter);
      await lighter.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ lighter }, use) => use(lighter.url),
});

/** A collection takes about a second, and pushes of a killed process half a minute. */
const FREED = { timeout: 60_000 };
const MIB = 1024 * 1024;

test.beforeEach(({ page, lighter }) => signIn(page, lighter.admin));

test('storage shows what takes space, and what collecting garbage freed', async ({ page }) => {
  await open(page, '/admin/storage');
  await expect(page.getByRole('link', { name: /^fleet, / })).toBeVisible();
  await page.getByRole('radio', { name: 'Repositories' }).click();
  await page.getByRole('radio', { name: 'Table' }).click();
  await expect(page).toHaveURL(/by=repository&view=table/);
  const row = page.getByRole('table', { name: 'What takes space' }).getByRole('row').nth(1);
  await expect(row).toContainText('tools/build');

  await page.getByRole('button', { name: 'See what it would free' }).click();
  const history = page.getByRole('table', { name: 'Earlier runs' });
  await expect(history.getByRole('row').nth(1)).toContainText(/would free/, FREED);
  await page.getByRole('button', { name: 'Collect garbage' }).click();
  await expect(history.getByRole('row').nth(1)).toContainText('nothing to free', FREED);
  await page.getByRole('combobox', { name: 'When garbage is collected by itself' }).click();
  await page.getByRole('option', { name: /^daily/ }).click();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'When garbage is collected by itself' })).toContainText(
    'daily',
  );
});

test('the guide leads from choosing to the bytes freed', async ({ page, lighter }) => {
  const storage = join(lighter.data, 'registry');
  const { bytes: before } = await measureContent(storage);
  await open(page, '/admin/storage');
  await page.getByRole('link', { name: 'Free space now' }).click();
  const table = page.getByRole('table', { name: 'Tags that could go' });
  await expect(table.getByRole('row').nth(1)).toContainText('tools/build:old');
  await page.getByRole('checkbox', { name: 'Select tools/build:old', exact: true }).click();
  await expect(page.getByText(/1 tag chosen · frees about 5 MiB/)).toBeVisible();
  await page.getByRole('button', { name: 'Delete and free space…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 1 tag and free space?' });
  await expect(dialog).toContainText('Deleted for good: tools/build:old.');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText(/^5 MiB freed$/)).toBeVisible(FREED);
  await expect(table.getByText('tools/build:old', { exact: true })).toHaveCount(0);
  const { bytes: after } = await measureContent(storage);
  expect(before - after).toBeGreaterThan(5 * MIB);
});

async function seed(lighter: Lighter): Promise<void> {
  const { name, password } = lighter.admin;
  for (const project of ['fleet', 'tools', 'web'])
    await apiOk(lighter, 'POST projects', { as: lighter.admin, body: { name: project } });
  const at = (repository: string) => ({
    url: lighter.url,
    repository,
    authorization: basic(name, password),
  });
  const shared = await busyboxImage();
  for (const repository of ['fleet/api', 'tools/build']) await push(at(repository), 'base', shared);
  await push(at('fleet/api'), '1.0.0', noise(3 * MIB));
  await push(at('fleet/worker'), '1.0.0', noise(2 * MIB));
  await push(at('web/site'), 'latest', noise(MIB));
  await push(at('tools/build'), 'old', noise(5 * MIB));
  await push(at('tools/build'), 'older', noise(MIB / 2));
}

function noise(bytes: number): Image {
  return buildImage('amd64', {}, [
    {
      instruction: 'COPY noise /noise',
      files: [{ kind: 'file', path: 'noise', bytes: randomBytes(bytes) }],
    },
  ]);
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}
