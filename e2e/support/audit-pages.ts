import { expect, type Page } from '@playwright/test';

/** Dialogs of the audit log and the reference of the API, opened over a project that has been pushed to. */
export function auditDialogs(project: string): Record<string, (page: Page) => Promise<void>> {
  return {
    'an event of the audit log': async (page) => {
      await page.goto(`/projects/${project}/activity`);
      await page.getByRole('button', { name: 'Pushed' }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    'filters of the audit log': async (page) => {
      await page.goto('/admin/audit');
      await page.getByRole('button', { name: 'More filters' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    'settings of the audit log': async (page) => {
      await page.goto('/admin/audit');
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('combobox', { name: 'Forward events' }).click();
      await page.getByRole('option', { name: 'Syslog over TLS' }).click();
      await expect(page.getByLabel('Certificate authority (PEM)')).toBeVisible();
    },
    'an operation of the API': async (page) => {
      await page.goto('/docs/api?q=audit-forwarding');
      await page.getByRole('button', { name: /^PUT/ }).click();
      await expect(page.getByRole('button', { name: 'Send request' })).toBeVisible();
    },
  };
}
