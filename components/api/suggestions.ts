import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './client';

/** Names of users that hold a text, for who gives them something; asks nothing without one. */
export function userSuggestionsQuery(q: string) {
  return queryOptions({
    queryKey: ['user-suggestions', q],
    queryFn: ({ signal }) =>
      api<{ items: { username: string }[] }>('GET', '/user-suggestions', { query: { q }, signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
}

/** The same of groups. */
export function groupSuggestionsQuery(q: string) {
  return queryOptions({
    queryKey: ['group-suggestions', q],
    queryFn: ({ signal }) =>
      api<{ items: { name: string }[] }>('GET', '/group-suggestions', { query: { q }, signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
}
