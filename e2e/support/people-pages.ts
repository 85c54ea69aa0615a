import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** The dialogs about people and how they sign in, by name. */
export function peopleDialogs(project: string): Record<string, (page: Page) => Promise<void>> {
  return {
    'the account menu': async (page) => {
      await page.goto('/projects');
      await page.getByRole('button', { name: /^Account menu/ }).click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    'a new user': async (page) => {
      await page.goto('/admin/users');
      await page.getByRole('button', { name: 'New user' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    'a new provider of sign-in': async (page) => {
      await page.goto('/admin/sign-in');
      await page.getByRole('button', { name: 'Add provider' }).click();
      await page.getByRole('menuitem', { name: 'OpenID Connect…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Add provider' }).click();
      await expect(page.getByText('Give an address such as https://login.example.com')).toBeVisible();
    },
    'a new directory': async (page) => {
      await page.goto('/admin/sign-in');
      await page.getByRole('button', { name: 'Add provider' }).click();
      await page.getByRole('menuitem', { name: 'LDAP directory…' }).click();
      await expect(page.getByRole('dialog', { name: 'Add a directory' })).toBeVisible();
    },
    'an invite into a project': async (page) => {
      await page.goto(`/projects/${project}/members`);
      await page.getByRole('button', { name: 'Invite by link' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    'an invite': async (page) => {
      await page.goto('/admin/users');
      await page.getByRole('button', { name: 'Invite by link' }).click();
      await page.getByLabel('Project (optional)').fill(project);
      await expect(page.getByRole('combobox', { name: 'Role' })).toBeVisible();
    },
    'what can be done with a user': async (page) => {
      await page.goto(`/admin/users?q=${project}-guest`);
      await page.getByRole('button', { name: `Actions for ${project}-guest` }).click();
      await expect(page.getByRole('menuitem', { name: 'Delete…' })).toBeVisible();
    },
    'a request for access': async (page) => {
      await page.goto('/account');
      await page.getByRole('button', { name: 'Ask for access' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  };
}
