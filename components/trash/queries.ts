import type { TrashEntry } from '#lib/schemas/repositories.ts';
import { pagedQuery } from '@/components/api/paged';

/** Root of the keys, for what makes them stale. */
export const TRASH = ['trash'] as const;

export type TrashPlace = { kind: 'project' | 'repository'; name: string };

export function trashQuery({ kind, name }: TrashPlace) {
  const path = kind === 'project' ? `/projects/${name}/trash` : `/repositories/${name}/-/trash`;
  return pagedQuery<TrashEntry>([...TRASH, kind, name], path, {});
}
