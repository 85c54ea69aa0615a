import { expect, it } from 'vitest';
import { expiresAfterLabel } from './expires-after-label.ts';

const config = (labels: unknown) => Buffer.from(JSON.stringify({ config: { Labels: labels } }));

it.each([
  ['a label', {}, config({ 'quay.expires-after': '2w' }), '2w'],
  ['an annotation', { 'quay.expires-after': '3d' }, null, '3d'],
  ['both: the label', { 'quay.expires-after': '3d' }, config({ 'quay.expires-after': '2w' }), '2w'],
  ['neither', { other: '3d' }, config({ other: '2w' }), null],
  ['what is no time', { 'quay.expires-after': 'in a while' }, config({ 'quay.expires-after': 2 }), null],
  ['a config that is none', {}, Buffer.from('"quay.expires-after"'), null],
])('%s', (_, annotations, bytes, expected) => {
  expect(expiresAfterLabel(annotations, bytes)).toBe(expected);
});
