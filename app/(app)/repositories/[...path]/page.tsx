import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { splitRepositoryPath } from '@/components/api/repository-path';
import type { SearchParams } from '../../../search-params';
import { manifestPage } from './manifest-page';
import { repositoryPage } from './repository-page';

type Props = { params: Promise<{ path: string[] }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, rest } = splitRepositoryPath((await params).path);
  const reference = rest[1];
  return { title: reference ? `${name}${rest[0] === 'tags' ? ':' : '@'}${reference}` : name };
}

/** Names of repositories have slashes, so one catch-all serves all their pages: what follows `/-/` says which. */
export default async function Page({ params, searchParams }: Props) {
  const { name, rest } = splitRepositoryPath((await params).path);
  const [part = 'tags', reference, ...more] = rest;
  const query = await searchParams;
  if (more.length > 0) notFound();
  if (reference !== undefined) {
    if (part !== 'tags' && part !== 'manifests') notFound();
    return await manifestPage({ name, reference, query });
  }
  if (part !== 'tags' && part !== 'timeline' && part !== 'trash') notFound();
  return await repositoryPage({ name, tab: part, query });
}
