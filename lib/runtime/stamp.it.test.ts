import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hashFiles, isFresh, writeStamp } from './stamp.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';

const root = newFolder('stamp');
afterAll(() => rmSync(root, { recursive: true }));

function put(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}
const hash = () => hashFiles(root, ['app', 'one.js', 'absent'], (name) => name.endsWith('.test.ts'));

it('changes with names and bytes, and with nothing else', () => {
  put('app/a/page.tsx', 'one');
  put('one.js', 'x');
  const first = hash();
  expect(hash()).toBe(first);
  put('app/a/page.test.ts', 'a test');
  put('elsewhere.ts', 'x');
  expect(hash()).toBe(first);

  put('app/a/page.tsx', 'two');
  const second = hash();
  expect(second).not.toBe(first);
  put('app/a/pagetwo', '');
  expect(hash()).not.toBe(second);
});

it('is fresh only with its own stamp', () => {
  const stamp = path.join(root, 'stamp');
  expect(isFresh(stamp, 'abc')).toBe(false);
  writeStamp(stamp, 'abc');
  expect([isFresh(stamp, 'abc'), isFresh(stamp, 'abd')]).toEqual([true, false]);
});
