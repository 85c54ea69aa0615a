import { expect, test as base } from '@playwright/test';
import type { BrowserContext } from '@playwright/test';
import type { Lighter } from './lighter.ts';
import { signIn } from './sign-in.ts';

/** The instance that all specs share: what they make in it has names of their own. */
export type Instance = Pick<Lighter, 'url' | 'host' | 'data' | 'admin'>;

type Options = {
  /** What the console may say in a test that provokes it. */
  expectedComplaint: RegExp | null;
};
type Fixtures = {
  /** Every error in the console of the test's pages, broken policies (CSP) among them: at the end there must be none. */
  complaints: string[];
};
type Shared = { instance: Instance; adminState: Awaited<ReturnType<BrowserContext['storageState']>> };

export const test = base.extend<Options & Fixtures, Shared>({
  instance: [({}, use) => use(sharedInstance()), { scope: 'worker' }],
  baseURL: ({ instance }, use) => use(instance.url),
  expectedComplaint: [null, { option: true }],
  complaints: [
    async ({ context, expectedComplaint }, use) => {
      const found: string[] = [];
      context.on(
        'console',
        (message) => message.type() === 'error' && found.push(`${message.location().url}: ${message.text()}`),
      );
      context.on('weberror', (error) => found.push(String(error.error())));
      await use(found);
      expect(found.filter((complaint) => !expectedComplaint?.test(complaint))).toEqual([]);
    },
    { auto: true },
  ],
  adminState: [
    async ({ browser, instance }, use) => {
      const page = await browser.newPage({ baseURL: instance.url });
      await signIn(page, instance.admin);
      const state = await page.context().storageState();
      await page.close();
      await use(state);
    },
    { scope: 'worker' },
  ],
});

/** As `test`, in a browser where the administrator is signed in already. */
export const testAsAdmin = test.extend({ storageState: ({ adminState }, use) => use(adminState) });

export { expect };

function sharedInstance(): Instance {
  const told = process.env.LIGHTER_TEST_INSTANCE;
  if (!told) throw new Error('No instance was started: run the specs by playwright.config.ts');
  return JSON.parse(told) as Instance;
}
