import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Those whose answer depends on the theme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
/** The narrowest window that the pages are made for. */
export const PHONE = { width: 360, height: 740 };

/** Opens a page and waits until it is drawn. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByLabel('Loading…')).toHaveCount(0);
}

/** Axe finds nothing, in light or dark, and nothing sticks out of a phone. */
export async function expectFit(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
  const light = await background(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => background(page)).not.toBe(light);
  expect(await violations(page, COLOUR_RULES)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await overflow(page)).toBe(0);
}

/** The same in the middle of a journey, which goes on in the window that it had. */
export async function expectFitHere(page: Page): Promise<void> {
  const size = page.viewportSize();
  await expectFit(page);
  await page.emulateMedia({ colorScheme: 'light' });
  if (size) await page.setViewportSize(size);
}

/** What axe finds, short enough to be read in a failure. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const found = await (rules ? axe.withRules(rules) : axe.withTags(WCAG)).analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
}

/** Pixels that the page is wider than its window. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  );
}

async function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}
