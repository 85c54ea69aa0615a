import { expect, type Page } from '@playwright/test';
import { apiOk, type Credentials } from './api.ts';

type Instance = { url: string; admin: Credentials };

/** A group with a role in the project, and some rules: `project-team`, in which `project-guest` is. */
export async function seedAccess(instance: Instance, project: string): Promise<void> {
  const send = (request: string, body?: unknown) => apiOk(instance, request, { as: instance.admin, body });
  const team = `${project}-team`;
  await send('POST groups', { name: team, description: 'Those who look after it' });
  await send(`PUT groups/${team}/members/${project}-guest`);
  await send(`PUT groups/${team}/mappings`, {
    items: [{ provider: 'company', value: 'cn=team,ou=groups,dc=example,dc=com' }],
  });
  await send(`PUT projects/${project}/members/group/${team}`, { role: 'developer' });
  await send(`POST projects/${project}/access-rules`, {
    ...{ effect: 'deny', subject: { kind: 'group', name: team }, repositories: 'prod/*', actions: ['push'] },
  });
  await send(`POST projects/${project}/access-rules`, {
    ...{ effect: 'allow', subject: { kind: 'anyone' }, repositories: 'base/**', actions: ['pull'] },
  });
}

/** The dialogs of groups and access rules, by name. */
export function accessDialogs(project: string): Record<string, (page: Page) => Promise<void>> {
  return {
    'a new access rule': async (page) => {
      await page.goto(`/projects/${project}/access`);
      await page.getByRole('button', { name: 'Add rule' }).click();
      await expect(page.getByRole('dialog', { name: 'New access rule' })).toBeVisible();
    },
    'an answer of Try it': async (page) => {
      await page.goto(`/projects/${project}/access`);
      await page.getByRole('combobox', { name: 'Repository' }).fill(`${project}/prod/web`);
      await expect(page.getByText('A system administrator may do everything.')).toBeVisible();
    },
    'a new group': async (page) => {
      await page.goto('/admin/groups');
      await page.getByRole('button', { name: 'New group' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  };
}
