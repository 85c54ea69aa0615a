import { defineConfig } from 'vitest/config';

/** Start of a real Postgres and registry on a busy machine; a test itself takes milliseconds. */
const START_MILLISECONDS = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lib,components,app,bin,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.it.test.ts', 'lib/db/generated/**'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{lib,bin,e2e,app}/**/*.it.test.ts'],
          globalSetup: ['e2e/support/integration-global.ts'],
          setupFiles: ['e2e/support/integration-file.ts'],
          maxWorkers: 2,
          testTimeout: START_MILLISECONDS,
          hookTimeout: START_MILLISECONDS,
        },
      },
    ],
  },
});
