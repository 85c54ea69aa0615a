import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { ensureProgram } from './system-packages.ts';

const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser for Playwright: undefined for its own, where it is installed; else one of the machine's. */
export async function ensureBrowser(): Promise<string | undefined> {
  if (existsSync(chromium.executablePath())) return undefined;
  return ensureProgram({ programs: ON_PATH, package: 'chromium', why: 'to test the pages' });
}
