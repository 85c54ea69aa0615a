import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const LINE = /^ {2}- \[`([^`]+)`\]\(\.\.\/\1\): (.+)$/gm;

it('docs/guarantees.md names tests that are there', () => {
  const page = readFileSync(join(root, 'docs/guarantees.md'), 'utf8');
  const shown = [...page.matchAll(LINE)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => ({ file, name })),
  );
  expect(shown.length).toBeGreaterThan(80);
  const missing = shown.filter(({ file, name }) => !readFileSync(join(root, file), 'utf8').includes(name));
  expect(missing).toEqual([]);
  // Each guarantee has one.
  expect(page).not.toMatch(/^- .*\n(?! {2}- \[)/m);
});
