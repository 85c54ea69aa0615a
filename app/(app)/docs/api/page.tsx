import type { Metadata } from 'next';
import { METHODS } from '#lib/http/repository-routes.ts';
import { translate } from '@/components/messages/translator';
import { ReferencePage } from '@/components/reference/reference-page';
import { declaredPaths } from '../../../api/v1/openapi.json/declared-paths';

export const metadata: Metadata = { title: translate('reference.title') };

/** In the order of their paths. */
const operations = Object.entries(declaredPaths)
  .flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const summary = methods[method]?.declaration.summary;
      return summary === undefined ? [] : [{ method, path, summary }];
    }),
  )
  .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

export default function Page() {
  return <ReferencePage operations={operations} />;
}
