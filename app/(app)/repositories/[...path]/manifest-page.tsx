import { pageData, pageDataUnless, pagePart } from '#lib/http/page-data.ts';
import { pagePrincipal } from '#lib/http/page.ts';
import { getDeleted } from '#lib/services/get-deleted.ts';
import { getManifest } from '#lib/services/get-manifest.ts';
import { getQueryClient } from '@/components/api/query-client';
import { DeletedImage } from '@/components/image/deleted-image';
import { ImagePage } from '@/components/image/image-page';
import { choosePlatform, platformsOf } from '@/components/image/platforms';
import { manifestQuery } from '@/components/image/queries';
import { TagPageActions } from '@/components/tags/tag-page-actions';
import { Hydrated } from '../../../hydrated';
import type { SearchParams } from '../../../search-params';
import { firstOf } from '../../../search-params';

/** The page of an image: of an index, with the platform that the address asks for; of one that was deleted, how it went. */
export async function manifestPage({
  name,
  reference,
  query,
}: {
  name: string;
  reference: string;
  query: SearchParams;
}) {
  const principal = await pagePrincipal();
  const client = getQueryClient();
  const asked = { repository: name, reference };
  const top = await pageDataUnless('MANIFEST_UNKNOWN', getManifest(principal, asked));
  if (!top) {
    const deleted = await pageData(getDeleted(principal, asked));
    return <DeletedImage deleted={deleted} reference={reference} />;
  }
  client.setQueryData(manifestQuery(name, reference).queryKey, top);
  const chosen = top.kind === 'index' ? choosePlatform(platformsOf(top), firstOf(query, 'platform')) : null;
  if (chosen?.stored) {
    const image = await pagePart(getManifest(principal, { repository: name, reference: chosen.digest }));
    if (image) client.setQueryData(manifestQuery(name, chosen.digest).queryKey, image);
  }
  const isTag = !reference.includes(':');
  return (
    <Hydrated client={client}>
      <ImagePage
        repository={name}
        reference={reference}
        actions={
          isTag && (
            <TagPageActions repository={name} tag={reference} canDelete={top.abilities.deleteTags ?? false} />
          )
        }
      />
    </Hydrated>
  );
}
