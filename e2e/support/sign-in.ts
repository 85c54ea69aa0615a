import type { Page } from '@playwright/test';

/** Signs in through the page, as a person does, and waits until the page that follows is there. */
export async function signIn(
  page: Page,
  { name, password }: { name: string; password: string },
): Promise<void> {
  await page.goto('/sign-in');
  await fillSignIn(page, name, password);
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

export async function fillSignIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
