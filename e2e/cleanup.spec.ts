import type { Page } from '@playwright/test';
import { closeDatabase } from '#lib/db/pool.ts';
import { createProject, createUser } from './support/api.ts';
import { age } from './support/cleanup.ts';
import { smallImages } from './support/images.ts';
import { lookInside } from './support/inside.ts';
import { basic, pushAll } from './support/push.ts';
import { signIn } from './support/sign-in.ts';
import { expect, test as testSignedOut, testAsAdmin as test, type Instance } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const P = `cleanup-${process.pid}`;
/** Workers look for runs every few seconds. */
const WORKED = { timeout: 30_000 };

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test.beforeAll(async ({ instance }) => {
  await createProject(instance, { name: P });
  await push(instance, 'web', tags('pr_', 3));
  await push(instance, 'web', tags('pr-', 10));
  await push(instance, 'web', tags('v1.0.', 3));
  await push(instance, 'jobs', tags('pr-', 10));
  await lookInside(instance.data);
  await age(`${P}/web`, 40);
  await age(`${P}/jobs`, 40);
  await closeDatabase();
});

test('from an empty page to a cleanup that observes, deletes, and gives back', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(`/projects/${P}`);
  await page.getByRole('link', { name: 'Cleanup', exact: true }).click();

  await test.step('a starter makes a rule, and the preview says what it would do', async () => {
    await page.getByRole('button', { name: /^PR builds/ }).click();
    await expect(ruleAt(page, 1)).toContainText(
      'delete tags matching pr-* older than 14 days, keep the newest 3',
    );
    await expect(page.getByText('Removes 0 of 26')).toBeVisible();
  });

  await test.step('what is used stays while uses are not known; without that, the rule counts', async () => {
    await page.getByRole('button', { name: 'what was used in the last 7 days' }).click();
    await page.getByLabel('What was used lately stays').click();
    await page.keyboard.press('Escape');
    await expect(page.getByText('Removes 14 of 26')).toBeVisible();
    await expect(ruleAt(page, 1)).toContainText('Removes 14, spares 6');
    await expect(page.getByRole('row').nth(1)).toContainText(/rule 1: \d+ d old, not among the newest 3/);
  });

  await test.step('a rule that matches nothing names the tag that it nearly would have', async () => {
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Tags' });
    await dialog.getByLabel('What it chooses').click();
    await page.getByRole('option', { name: 'Tags by pattern' }).click();
    await dialog.getByLabel('Any of these, one a line').fill('pr__*');
    await page.keyboard.press('Escape');
    await expect(ruleAt(page, 2)).toContainText('Nothing matches; the closest tag is');
  });

  await test.step('a broken regular expression is marked where it breaks, and the last preview stays', async () => {
    await ruleAt(page, 2).getByRole('button', { name: 'tags matching pr__*' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tags' });
    await dialog.getByLabel('What it chooses').click();
    await page.getByRole('option', { name: 'Tags by regular expression' }).click();
    await dialog.getByLabel('Regular expression', { exact: true }).fill('v1\\.(0');
    await page.keyboard.press('Escape');
    await expect(ruleAt(page, 2)).toContainText('Regular expression: unclosed group at 5.');
    await expect(page.getByText('Removes 14 of 26')).toBeVisible();
  });

  await test.step('rules move by Alt and an arrow, and go', async () => {
    await ruleAt(page, 2).getByRole('button', { name: 'Move Rule 2 up' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect(ruleAt(page, 1)).toContainText('unclosed group');
    await ruleAt(page, 1).getByRole('button', { name: 'Actions for Rule 1' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await expect(page.getByText('Removes 14 of 26')).toBeVisible();
  });

  await test.step('one of them is excluded from its row', async () => {
    await page.getByRole('button', { name: 'Actions for jobs:pr-1', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Exclude from its rule…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Exclude tags from their rules' });
    await expect(dialog.getByLabel('Pattern')).toHaveValue('pr-1');
    await dialog.getByRole('button', { name: 'Exclude' }).click();
    await expect(ruleAt(page, 1)).toContainText('except pr-1');
  });

  await test.step('the address says what is filtered', async () => {
    await page.getByRole('button', { name: /protected$/ }).click();
    await expect(page).toHaveURL(/outcome=protected/);
    await page.goBack();
    await expect(page).not.toHaveURL(/outcome=/);
  });

  await test.step('a reason points to its rule', async () => {
    await page.getByRole('button', { name: 'rule 1', exact: true }).first().click();
    await expect(ruleAt(page, 1)).toBeFocused();
  });

  await test.step('it is saved as observing', async () => {
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Saved. Runs observe, and delete nothing.', { exact: true })).toBeVisible();
    await expect(page.getByText('Observing', { exact: true })).toBeVisible();
    await page.reload();
    await expect(ruleAt(page, 1)).toContainText('except pr-1');
  });

  await test.step('a schedule is offered after a run that observed', async () => {
    await expect(page.getByRole('button', { name: 'Schedule…' })).toHaveAttribute('aria-disabled', 'true');
    await page.getByRole('button', { name: 'Run once…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Observe only' }).click();
    await expect(page).toHaveURL(/\/cleanup\/runs\/\d+$/);
    await expect(page.getByText('Done', { exact: true })).toBeVisible(WORKED);
    await expect(page.getByText('would go').first()).toBeVisible();
    await page.getByRole('link', { name: 'Cleanup', exact: true }).last().click();
    await page.getByRole('button', { name: 'Schedule…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Schedule the cleanup' });
    await dialog.getByLabel('Runs', { exact: true }).click();
    await page.getByRole('option', { name: 'By a cron expression' }).click();
    await dialog.getByLabel('Cron expression').fill('61 3 * * *');
    await dialog.getByRole('button', { name: 'Save schedule' }).click();
    await expect(dialog.getByText('"61" is no minute')).toBeVisible();
    await dialog.getByLabel('Cron expression').fill('30 3 * * *');
    await dialog.getByRole('button', { name: 'Save schedule' }).click();
    await expect(page.getByText('30 3 * * *')).toBeVisible();
  });

  await test.step('run once: its page tells, the trash has what went', async () => {
    await page.getByRole('button', { name: 'Run once…' }).click();
    const dialog = page.getByRole('dialog');
    const submit = dialog.getByRole('button', { name: /^Delete \d+ tags$/ });
    await expect(dialog).toContainText(/This removes \d+ % of /);
    await expect(submit).toBeDisabled();
    for (const field of await dialog.getByLabel(/^Type \S+ to allow$/).all()) {
      const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
      await field.fill(label.split(' ')[1]!);
    }
    await submit.click();
    await expect(page.getByText('Done', { exact: true })).toBeVisible(WORKED);
    await page.getByRole('link', { name: 'See the trash' }).click();
    await expect(page.getByText(`${P}/web:pr-0`, { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Restore pr-0' }).first().click();
    await expect(page.getByText('pr-0 restored', { exact: true })).toBeVisible();
  });

  await test.step('g r lists the runs', async () => {
    await page.goto(`/projects/${P}/cleanup`);
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await expect(page).toHaveURL(`/projects/${P}/cleanup/runs`);
    await expect(page.getByRole('row').filter({ hasText: 'Done' })).toHaveCount(2);
  });
});

testSignedOut(
  'who may not change it reads it, and learns which role is needed',
  async ({ page, instance }) => {
    const guest = await createUser(instance, `${P}-guest`);
    await createProject(instance, { name: `${P}-seen`, roles: { [guest.name]: 'guest' } });
    await signIn(page, guest);
    await page.goto(`/projects/${P}-seen/cleanup`);
    await expect(page.getByText('Always kept')).toBeVisible();
    await expect(page.getByText(`Needs the role maintainer in ${P}-seen.`).first()).toBeVisible();
    for (const name of ['Save as observing', 'Run once…', 'Schedule…', 'Add a rule'])
      await expect(page.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true');
  },
);

function ruleAt(page: Page, number: number) {
  return page
    .getByRole('list', { name: 'Rules' })
    .getByRole('listitem')
    .nth(number - 1);
}

function tags(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${prefix}${number}`);
}

async function push(instance: Instance, repository: string, names: string[]): Promise<void> {
  const { name, password } = instance.admin;
  const to = { url: instance.url, repository: `${P}/${repository}`, authorization: basic(name, password) };
  const images = smallImages(names.length, `${P}-${repository}-${names[0]!}`);
  await pushAll(to, Object.fromEntries(names.map((tag, index) => [tag, images[index]!])));
}
