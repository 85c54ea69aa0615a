import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const ci = Boolean(process.env.CI);
/** Set by npm test where Playwright's own browser isn't installed. */
const executablePath = process.env.LIGHTER_TEST_BROWSER;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: join(import.meta.dirname, 'test-results'),
  globalSetup: './e2e/support/browser-global.ts',
  forbidOnly: ci,
  // Specs share one product, and the machine its two cores.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: executablePath ? { executablePath } : {},
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    // Recording needs an ffmpeg that only a download brings.
    video: 'off',
    screenshot: 'only-on-failure',
  },
});
