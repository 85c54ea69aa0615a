import { createProject, createUser, type Credentials } from './support/api.ts';
import { expect, testAsAdmin as test } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const P = `access-${process.pid}`;
let ben: Credentials;

test.beforeAll(async ({ instance }) => {
  ben = await createUser(instance, `${P}-ben`);
  await createProject(instance, { name: P });
});

test('a group gets a role, a rule takes some of it away, and Try it says why', async ({ page, instance }) => {
  await test.step('an administrator makes a group and puts somebody in', async () => {
    await page.goto('/admin/groups');
    await page.getByRole('button', { name: 'New group' }).click();
    const dialog = page.getByRole('dialog', { name: 'New group' });
    await dialog.getByLabel('Name').fill('Not a name');
    await dialog.getByRole('button', { name: 'Create group' }).click();
    await expect(dialog.getByText('Use lower-case letters and digits')).toBeVisible();
    await dialog.getByLabel('Name').fill(`${P}-crew`);
    await dialog.getByRole('button', { name: 'Create group' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `${P}-crew` })).toBeVisible();
    await page.getByRole('combobox', { name: 'Find a person by name' }).fill(ben.name);
    await page.getByRole('option', { name: ben.name }).click();
    await page.getByRole('button', { name: 'Add member' }).click();
    await expect(page.getByRole('button', { name: `Remove ${ben.name}` })).toBeVisible();
  });

  await test.step('the group becomes a member of a project', async () => {
    await page.goto(`/projects/${P}/members`);
    await page.getByRole('combobox', { name: 'Find a person or group by name' }).fill(`${P}-crew`);
    await page.getByRole('option', { name: `${P}-crew` }).click();
    await page.getByRole('combobox', { name: 'Role of the new member' }).click();
    await page.getByRole('option', { name: /^developer/i }).click();
    await page.getByRole('button', { name: 'Add member' }).click();
    await expect(page.getByRole('region', { name: 'Groups' })).toContainText(`${P}-crew`);
    await expect(page.getByRole('row', { name: ben.name })).toBeVisible();
  });

  await test.step('Try it says that the group gives the role', async () => {
    await page.getByRole('link', { name: 'Access', exact: true }).click();
    await page.getByLabel('Who', { exact: true }).click();
    await page.getByRole('option', { name: 'User' }).click();
    await page.getByRole('combobox', { name: 'Name', exact: true }).fill(ben.name);
    await page.getByRole('combobox', { name: 'Repository' }).fill(`${P}/prod/web`);
    await page.getByRole('radio', { name: 'push' }).click();
    await expect(
      page.getByText(`Yes. Role developer, through the group ${P}-crew, allows it.`),
    ).toBeVisible();
  });

  await test.step('a rule denies it, at once and by name', async () => {
    await page.getByRole('button', { name: 'Add rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'New access rule' });
    await dialog.getByRole('radio', { name: 'Deny' }).click();
    await dialog.getByLabel('Who').click();
    await page.getByRole('option', { name: 'Group' }).click();
    await dialog.getByRole('combobox', { name: 'Name' }).fill(`${P}-crew`);
    await dialog.getByLabel('Repositories').fill('prod/[x]');
    await dialog.getByRole('checkbox', { name: 'pull' }).click();
    await dialog.getByRole('checkbox', { name: 'push' }).click();
    await dialog.getByRole('button', { name: 'Save rule' }).click();
    await expect(dialog.getByText('No tag or repository has “[”')).toBeVisible();
    await dialog.getByLabel('Repositories').fill('prod/*');
    await dialog.getByRole('button', { name: 'Save rule' }).click();
    await expect(page.getByText(/^No\. Rule \d+ denies push on prod\/\*\.$/)).toBeVisible();
    await page.getByRole('button', { name: /^Go to rule/ }).click();
    await expect(page.locator(':focus')).toContainText('Deny');
  });

  await test.step('who is no owner asks about themselves only', async () => {
    const answer = await fetch(
      `${instance.url}/api/v1/projects/${P}/access-check?repository=${P}/prod/web&action=push`,
      { headers: { authorization: `Basic ${btoa(`${ben.name}:${ben.password}`)}` } },
    );
    expect(await answer.json()).toMatchObject({ allowed: false, by: { kind: 'rule' } });
  });

  await test.step('the rule goes, and so does what it said', async () => {
    await page.getByRole('button', { name: /^Actions for rule/ }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete rule' }).click();
    await expect(page.getByText('No rules')).toBeVisible();
    await expect(page.getByText(/through the group/)).toBeVisible();
  });

  await test.step('the group goes, and its members are out', async () => {
    await page.goto(`/admin/groups/${P}-crew`);
    await page.getByRole('button', { name: 'Delete group…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete group' }).click();
    await expect(page.getByText(`Group ${P}-crew deleted`, { exact: true })).toBeVisible();
    await page.goto(`/projects/${P}/members`);
    await expect(page.getByRole('row', { name: ben.name })).toHaveCount(0);
  });
});
