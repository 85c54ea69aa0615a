import type { Page } from '@playwright/test';
import { api, apiOk } from './support/api.ts';
import { expectFit } from './support/fit.ts';
import { CLIENT, startOidcProvider, type OidcProvider } from './support/oidc-provider.ts';
import { basic } from './support/push.ts';
import { fillSignIn } from './support/sign-in.ts';
import { expect, test, testAsAdmin } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const KEY = `company-${process.pid}`;
const NAME = `Company ${process.pid}`;
const ANN = `ann-${process.pid}`;
let provider: OidcProvider;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ instance }) => {
  provider = await startOidcProvider([`${instance.url}/api/auth/sso/${KEY}/callback`]);
  await provider.tell(ANN, { preferred_username: `${ANN}@company.example`, groups: ['developers'] });
});
test.afterAll(async ({ instance }) => {
  await api(instance, `DELETE sign-in-providers/${KEY}`, { as: instance.admin });
  await provider.stop();
});

testAsAdmin('an administrator adds a provider, after trying it', async ({ page, instance }) => {
  await page.goto('/');
  await page.getByRole('button', { name: `Account menu of ${instance.admin.name}` }).click();
  await page.getByRole('menuitem', { name: 'Single sign-on' }).click();
  await expect(page).toHaveURL('/admin/sign-in');
  await page.getByRole('button', { name: 'Add provider' }).click();
  await page.getByRole('menuitem', { name: 'OpenID Connect…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a provider of OpenID Connect' });
  await dialog.getByLabel('Name', { exact: true }).fill(NAME);
  await dialog.getByLabel('Key', { exact: true }).fill(KEY);
  await expect(
    dialog.getByText(`${instance.url}/api/auth/sso/${KEY}/callback`, { exact: true }),
  ).toBeVisible();
  await dialog.getByLabel('Issuer').fill(`${provider.issuer}/wrong`);
  await dialog.getByLabel('Client ID').fill(CLIENT.id);
  await dialog.getByLabel('Client secret').fill(CLIENT.secret);
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByText('It does not work')).toBeVisible();
  await dialog.getByLabel('Issuer').fill(provider.issuer);
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByText('It works')).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'Make accounts' }).click();
  await dialog.getByRole('button', { name: 'Add provider' }).click();
  await expect(page.getByText(`${NAME} added`, { exact: true })).toBeVisible();
  await expect(rowOf(page)).toContainText(provider.issuer);
  await expectFit(page);
  const { body } = await api(instance, `GET sign-in-providers/${KEY}`, { as: instance.admin });
  expect(JSON.stringify(body)).not.toContain(CLIENT.secret);
});

test('a person signs in by it, comes back to where they were going, and unlinks it never as the last way', async ({
  page,
  instance,
}) => {
  await page.goto('/projects');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signInThere(page, ANN);
  await expect(page).toHaveURL(`${instance.url}/projects`);
  await page.goto('/account');
  await expect(page.getByText(`Signed in as ${ANN}`)).toBeVisible();
  const card = page.getByRole('list', { name: 'Linked ways to sign in' });
  await expect(card).toContainText(`as ${ANN}@company.example`);
  await card.getByRole('button', { name: `Unlink ${NAME}` }).hover();
  await expect(page.getByRole('tooltip')).toContainText('only way to sign in');
  await expectFit(page);
});

test('docker is told to take an access token, in the same words whoever asks', async ({ instance }) => {
  const answers = await Promise.all(
    [ANN, 'nobody-at-all'].map(async (name) => {
      const headers = { authorization: basic(name, 'a password') };
      const answer = await fetch(new URL('/token?service=registry', instance.url), { headers });
      return { status: answer.status, text: await answer.text() };
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ status: 401 });
  expect(answers[0]!.text).toContain(`access token as the password: make one at ${instance.url}/account`);
});

test('a local administrator gets in by the form while the provider is away', async ({ page, instance }) => {
  await provider.stop();
  await page.goto('/sign-in');
  await expect(page.getByRole('button', { name: `Continue with ${NAME}` })).toBeVisible();
  await fillSignIn(page, instance.admin.name, instance.admin.password);
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await provider.start();
});

testAsAdmin('it is switched off, and its people are out at once', async ({ page, browser, instance }) => {
  const nobody = { cookies: [], origins: [] };
  const other = await browser.newPage({ baseURL: instance.url, storageState: nobody });
  await other.goto('/sign-in');
  await signInThere(other, ANN);
  await expect(other.getByRole('button', { name: `Account menu of ${ANN}` })).toBeVisible();
  await page.goto('/admin/sign-in');
  const row = rowOf(page);
  await row.getByRole('button', { name: `Actions for ${NAME}` }).click();
  await page.getByRole('menuitem', { name: 'Switch off…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await expect(row.getByText('off', { exact: true })).toBeVisible();
  await other.goto('/account');
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByRole('button', { name: `Continue with ${NAME}` })).toHaveCount(0);
  await other.close();
  await apiOk(instance, `PATCH sign-in-providers/${KEY}`, { as: instance.admin, body: { enabled: true } });
});

function rowOf(page: Page) {
  return page
    .getByRole('list', { name: 'Providers of sign-in' })
    .getByRole('listitem')
    .filter({ hasText: NAME });
}

/** Through the provider's own pages. */
async function signInThere(page: Page, name: string): Promise<void> {
  // The provider's own pages want a font of the internet.
  await page.route('https://fonts.googleapis.com/**', (route) =>
    route.fulfill({ contentType: 'text/css', body: '' }),
  );
  await page.getByRole('button', { name: `Continue with ${NAME}` }).click();
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}
