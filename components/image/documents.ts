import type { ManifestDetail } from '#lib/schemas/repositories.ts';

/** A stored document; `text` is null for a config that is not kept. */
export type RawDocument = { id: 'index' | 'manifest' | 'config'; text: string | null };

type Source = Pick<ManifestDetail, 'kind' | 'rawManifest' | 'rawConfig'>;

/** What the page of an image can show as it is stored: of an index itself, and what is stored of the platform looked at. */
export function documentsOf(top: Source, image: Source | undefined): [RawDocument, ...RawDocument[]] {
  const own: RawDocument[] = image
    ? [
        { id: 'manifest', text: image.rawManifest },
        { id: 'config', text: image.rawConfig },
      ]
    : [];
  const [first, ...rest] = own;
  if (top.kind === 'index' || !first) return [{ id: 'index', text: top.rawManifest }, ...own];
  return [first, ...rest];
}

/** The one that the address asks for, else the manifest of what one looks at. */
export function documentOf(
  documents: readonly [RawDocument, ...RawDocument[]],
  wanted: string | null,
): RawDocument {
  return (
    documents.find(({ id }) => id === wanted) ?? documents.find(({ id }) => id === 'manifest') ?? documents[0]
  );
}
