import type { Page } from '@playwright/test';
import { apiOk } from './api.ts';
import { expect, type Instance } from './test.ts';

const DAY_MS = 86_400_000;

/** Robots of all kinds in a project: one that ends soon, one that is disabled, and one that trusts an issuer. */
export async function makeRobots(instance: Instance, project: string): Promise<void> {
  const post = (path: string, body: unknown) =>
    apiOk(instance, `POST projects/${project}/robots${path}`, { as: instance.admin, body });
  const soon = new Date(Date.now() + 5 * DAY_MS).toISOString();
  await post('', {
    name: 'ci',
    description: 'Pushes from CI',
    expiresAt: soon,
    grants: [
      { repositories: 'api', scopes: ['read', 'write'] },
      { repositories: 'team/**', scopes: ['read', 'delete'] },
      { repositories: 'web', scopes: ['read'] },
    ],
  });
  await post('', { name: 'cluster', admin: true, grants: [{ repositories: '**', scopes: ['read'] }] });
  await post('/ci/trusts', {
    issuer: 'https://ci.example.com',
    audience: instance.host,
    claims: { sub: 'repo:acme/app:ref:refs/heads/main' },
  });
  await apiOk(instance, `PATCH projects/${project}/robots/cluster`, {
    as: instance.admin,
    body: { disabled: true },
  });
}

/** The pages of robots, by name. */
export function robotPages(project: string): Record<string, () => string> {
  return {
    robots: () => `/projects/${project}/robots`,
    'no robots': () => `/projects/${project}-empty/robots`,
    'robots of the system': () => '/admin/robots',
  };
}

/** The dialogs of tokens and robots, by name. */
export function tokenDialogs(project: string): Record<string, (page: Page) => Promise<void>> {
  const menuOf = async (page: Page, name: string, item: string) => {
    await page.goto(`/projects/${project}/robots`);
    await page.getByRole('button', { name: `Actions for ${project}+${name}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  };
  return {
    'a new access token': async (page) => {
      await page.goto('/account');
      await page.getByRole('button', { name: 'New access token' }).click();
      await page.getByRole('radio', { name: 'Only some' }).click();
      await page.getByRole('button', { name: 'Create token' }).click();
      await expect(page.getByText('Give a name that says where it is used.')).toBeVisible();
    },
    'a new robot': async (page) => {
      await page.goto(`/projects/${project}/robots`);
      await page.getByRole('button', { name: 'New robot' }).click();
      await page.getByRole('button', { name: 'Create robot' }).click();
      await expect(page.getByText('Give a name.')).toBeVisible();
    },
    'changing a robot': (page) => menuOf(page, 'ci', 'Change…'),
    'the issuers of a robot': async (page) => {
      await menuOf(page, 'ci', 'Trusted issuers…');
      await expect(page.getByText('https://ci.example.com')).toBeVisible();
    },
    'a secret that is shown once': async (page) => {
      await menuOf(page, 'ci', 'Rotate secret…');
      await page.getByRole('combobox', { name: 'The old secret ends' }).click();
      await page.getByRole('option', { name: 'At once' }).click();
      await page.getByRole('button', { name: 'Rotate secret' }).click();
      await expect(page.getByText('Copy it now: it is not shown again.')).toBeVisible();
      await page.getByRole('radio', { name: 'Kubernetes' }).click();
      await expect(page.getByText('kind: Secret')).toBeVisible();
    },
  };
}
