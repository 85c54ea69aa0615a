import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { closeDatabase } from '#lib/db/pool.ts';
import { apiOk } from './api.ts';
import { age } from './cleanup.ts';
import { lookInside } from './inside.ts';
import type { Instance } from './test.ts';

const ECR_RULES = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 5 },
      action: { type: 'expire' },
    },
  ],
};

/** Ways to the dialogs of a project's cleanup, by their names. */
export function cleanupDialogs(project: string): Record<string, (page: Page) => Promise<void>> {
  return {
    'a part of a rule': async (page) => {
      await page.goto(`/projects/${project}/cleanup`);
      await page.getByRole('button', { name: 'tags matching pr-*' }).click();
      await expect(page.getByRole('dialog', { name: 'Tags' })).toBeVisible();
    },
    'running a cleanup': async (page) => {
      await page.goto(`/projects/${project}/cleanup`);
      await page.getByRole('button', { name: 'Run once…' }).click();
      await expect(page.getByRole('dialog')).toContainText('Type web to allow');
    },
    'the schedule of a cleanup': async (page) => {
      await page.goto(`/projects/${project}/cleanup`);
      await page.getByRole('button', { name: 'Schedule…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Schedule the cleanup' });
      await dialog.getByLabel('Runs', { exact: true }).click();
      await page.getByRole('option', { name: 'By a cron expression' }).click();
      await expect(dialog.getByLabel('Time zone')).toBeVisible();
    },
    'importing rules': async (page) => {
      await page.goto(`/projects/${project}/cleanup`);
      await page.getByRole('button', { name: 'More about the cleanup' }).click();
      await page.getByRole('menuitem', { name: 'Import rules…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Import rules' });
      await dialog.getByRole('radio', { name: 'Amazon ECR' }).click();
      await dialog.getByLabel('Rules as JSON').fill(JSON.stringify(ECR_RULES));
      await dialog.getByRole('button', { name: 'Convert' }).click();
      await expect(dialog.getByRole('button', { name: 'Use these rules' })).toBeVisible();
    },
  };
}

/** Saves rules that would delete most of a repository, and runs them once without. @returns the run */
export async function observeCleanup(instance: Instance, project: string): Promise<string> {
  const as = instance.admin;
  const rule = { id: 'builds', name: 'PR builds', action: 'delete', tags: { include: ['pr-*'] } };
  const policy = { graceHours: 1, usedWithinDays: null, rules: [{ ...rule, keepNewest: 3 }] };
  await apiOk(instance, `PUT projects/${project}/retention`, { as, body: { version: 0, policy } });
  await lookInside(instance.data);
  await age(`${project}/web`, 40);
  await closeDatabase();
  const { id } = await apiOk(instance, `POST projects/${project}/retention/runs`, {
    as,
    body: { observe: true },
  });
  await expect
    .poll(
      async () =>
        (await apiOk(instance, `GET projects/${project}/retention/runs/${String(id)}`, { as })).status,
      {
        timeout: 30_000,
      },
    )
    .toBe('done');
  return String(id);
}
