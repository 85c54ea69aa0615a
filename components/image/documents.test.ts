import { expect, it } from 'vitest';
import { documentOf, documentsOf } from './documents.ts';

const index = { kind: 'index' as const, rawManifest: '{"manifests":[]}', rawConfig: null };
const image = { kind: 'image' as const, rawManifest: '{"layers":[]}', rawConfig: '{}' };
const ids = (documents: ReturnType<typeof documentsOf>) => documents.map(({ id }) => id);

it('are those of an image', () => {
  expect(ids(documentsOf(image, image))).toEqual(['manifest', 'config']);
});

it('are those of an index and of the platform looked at, whose manifest comes first', () => {
  const documents = documentsOf(index, image);
  expect(ids(documents)).toEqual(['index', 'manifest', 'config']);
  expect(documentOf(documents, null).text).toBe(image.rawManifest);
  expect(documentOf(documents, 'index').text).toBe(index.rawManifest);
  expect(documentOf(documents, 'nonsense').id).toBe('manifest');
});

it('are the index alone when the platform is not stored', () => {
  const documents = documentsOf(index, undefined);
  expect(ids(documents)).toEqual(['index']);
  expect(documentOf(documents, 'config').id).toBe('index');
});
