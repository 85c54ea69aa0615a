import { apiOk, createProject, createUser } from './support/api.ts';
import { open } from './support/fit.ts';
import { smallImages } from './support/images.ts';
import { basic, push } from './support/push.ts';
import { expect, testAsAdmin as test } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const P = `audit-${process.pid}`;

test('the audit log tells what happened, by the filters of the address', async ({ page, instance }) => {
  const { name, password } = instance.admin;
  await createUser(instance, `${P}-ann`);
  await createProject(instance, { name: P });
  const [image] = smallImages(1, P);
  const target = { url: instance.url, repository: `${P}/api`, authorization: basic(name, password) };
  await push(target, 'v1', image!);
  await apiOk(instance, `DELETE repositories/${P}/api/-/tags/v1`, { as: instance.admin });

  await open(page, `/admin/audit?project=${P}`);
  const rows = page.getByRole('table', { name: 'Audit log' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1)).toContainText('Deleted a tag');
  await expect(rows.nth(1)).toContainText(`${P}/api · v1`);
  await expect(rows.nth(2)).toContainText('Pushed');
  await expect(rows.nth(2)).toContainText('admin · password');

  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Projects', exact: true }).click();
  await expect(page).toHaveURL(/action=project/);
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Created a project' }).click();
  const dialog = page.getByRole('dialog', { name: 'Created a project' });
  await expect(dialog).toContainText('"visibility": "private"');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: '1 more filter' }).click();
  await page.getByLabel('Address or network').fill('nowhere');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('An address, or a network such as 10.0.0.0/8.')).toBeVisible();
  await page.getByLabel('Address or network').fill('192.0.2.0/24');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/address=192\.0\.2\.0/);
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect(page).toHaveURL(/\/admin\/audit$/);

  await page.goto(`/admin/audit?project=${P}`);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^CSV/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
});

test('how long events are kept, and where they go, is set on the page', async ({ page, instance }) => {
  await open(page, '/admin/audit');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('Keep events for (days)').fill('400');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  expect(await apiOk(instance, 'GET system/audit-retention', { as: instance.admin })).toEqual({ days: 400 });

  await page.getByRole('combobox', { name: 'Forward events' }).click();
  await page.getByRole('option', { name: 'HTTP, JSON lines' }).click();
  await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.2:9/');
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByRole('dialog')).toContainText(
    'LIGHTER_ALLOW_PRIVATE_TARGETS and start Lighter again',
  );
});

test('a project shows its activity to who runs it, and records pulls if it is asked to', async ({
  page,
  instance,
}) => {
  const name = `${P}-own`;
  await createProject(instance, { name });
  await open(page, `/projects/${name}/settings`);
  await page.getByLabel('Record pulls in the audit log').click();
  await page.getByRole('button', { name: 'Save changes', exact: true }).click();
  await expect
    .poll(async () => (await apiOk(instance, `GET projects/${name}`, { as: instance.admin })).auditPulls)
    .toBe(true);
  await page.getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByRole('button', { name: 'Changed a project' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Created a project' })).toBeVisible();
});

test('the reference of the API can be read and tried', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await open(page, '/docs/api');
  await page.getByLabel('Filter operations').fill('GET /me');
  await page
    .getByRole('button', { name: /^GET \/me The/ })
    .or(page.getByRole('button', { name: /\/me / }))
    .first()
    .click();
  await expect(page.getByText('Needs to be signed in.')).toBeVisible();
  await expect(page.getByText('username', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByRole('status')).toContainText('200');
  await expect(page.getByRole('status')).toContainText('"username": "admin"');
  expect(complaints).toEqual([]);
});
