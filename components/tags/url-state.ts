import type { ManifestKind, TagSort, TagStatus } from '#lib/schemas/repositories.ts';
import { manifestKind, tagSort, tagStatus } from '#lib/schemas/repositories.ts';

export type TagsFilter = {
  q?: string;
  platform?: string;
  kind?: ManifestKind;
  status?: TagStatus;
  /** Tags that hold signatures and the like are listed too. */
  attachments?: true;
  newerThanDays?: number;
  olderThanDays?: number;
  sort: TagSort;
};

const DEFAULT_SORT: TagSort = '-pushedAt';
const MOST_DAYS = 36_500;

/** What an address says about the tags table, in the terms of the API; what it can't mean is left out. */
export function tagsFilter(get: (name: string) => string | null): TagsFilter {
  const sort = tagSort.safeParse(get('sort'));
  return {
    ...textOf('q', get('q'), 128),
    ...textOf('platform', get('platform'), 100),
    ...choiceOf('kind', manifestKind.safeParse(get('kind'))),
    ...choiceOf('status', tagStatus.safeParse(get('status'))),
    ...(get('attachments') === 'true' && { attachments: true as const }),
    ...daysOf('newerThanDays', get('newerThanDays')),
    ...daysOf('olderThanDays', get('olderThanDays')),
    sort: sort.success ? sort.data : DEFAULT_SORT,
  };
}

/** True while something beside the order chooses rows. */
export function isFiltered({ sort: _, attachments: __, ...rest }: TagsFilter): boolean {
  return Object.keys(rest).length > 0;
}

/** The one value of the Age control: "any", "newer-7", "older-90". */
export function ageOf({ newerThanDays, olderThanDays }: TagsFilter): string {
  if (newerThanDays) return `newer-${newerThanDays}`;
  return olderThanDays ? `older-${olderThanDays}` : 'any';
}

/** The parameters that stand for an age. */
export function ageParams(age: string): { newerThanDays: string | null; olderThanDays: string | null } {
  const [way, days = null] = age.split('-');
  return { newerThanDays: way === 'newer' ? days : null, olderThanDays: way === 'older' ? days : null };
}

/** The cursor of the page that row `index` is on, so that a link opens where one looks. Null is the start. */
export function cursorAt(
  pages: readonly { items: readonly unknown[] }[],
  cursors: readonly (string | null)[],
  index: number,
): string | null {
  let first = 0;
  for (const [number, { items }] of pages.entries()) {
    first += items.length;
    if (index < first) return cursors[number] ?? null;
  }
  return cursors.at(-1) ?? null;
}

function textOf<Name extends string>(
  name: Name,
  value: string | null,
  most: number,
): Partial<Record<Name, string>> {
  return value && value.length <= most ? ({ [name]: value } as Record<Name, string>) : {};
}

function choiceOf<Name extends string, Value>(
  name: Name,
  parsed: { success: boolean; data?: Value },
): Partial<Record<Name, Value>> {
  return parsed.success ? ({ [name]: parsed.data } as Record<Name, Value>) : {};
}

function daysOf<Name extends string>(name: Name, value: string | null): Partial<Record<Name, number>> {
  const days = Number(value);
  return Number.isInteger(days) && days >= 1 && days <= MOST_DAYS
    ? ({ [name]: days } as Record<Name, number>)
    : {};
}
