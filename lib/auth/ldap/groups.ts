import { Filter, type Client } from 'ldapts';
import { DN_PLACE, USERNAME_PLACE, type LdapConfig } from '#lib/schemas/sign-in-providers.ts';

type Member = { dn: string; username: string | null; memberOf: readonly string[] };

/** More groups than that are no person's. */
const MAX_GROUPS = 2000;
/** Of groups in groups: deeper than any directory that people look through. */
const MAX_DEPTH = 10;

/**
 * Every name that each group of a person goes by: its DN, and the value of the DN's first part (`cn`). Taken from the person's own
 * entry, and searched for where a base is configured.
 */
export async function groupsOf(client: Client, config: LdapConfig, member: Member): Promise<string[]> {
  const found = new Set(member.memberOf);
  let asked = [{ dn: member.dn, username: member.username }];
  for (let depth = 0; config.groupBase !== null && asked.length > 0 && depth < MAX_DEPTH; depth++) {
    const next = await Promise.all(asked.map((one) => searchGroups(client, config, one)));
    const fresh = [...new Set(next.flat())].filter((dn) => !found.has(dn));
    const named = depth === 0 && config.nestedGroups ? member.memberOf : [];
    for (const dn of fresh.slice(0, MAX_GROUPS - found.size)) found.add(dn);
    asked = config.nestedGroups ? [...named, ...fresh].map((dn) => ({ dn, username: null })) : [];
  }
  return [...found].slice(0, MAX_GROUPS).flatMap((dn) => [dn, ...firstValue(dn)]);
}

async function searchGroups(
  client: Client,
  { groupBase, groupFilter }: LdapConfig,
  { dn, username }: { dn: string; username: string | null },
): Promise<string[]> {
  // A group has no name of a person: a filter that goes by that finds no groups of groups.
  if (username === null && !groupFilter.includes(DN_PLACE)) return [];
  const places: Record<string, string> = { [DN_PLACE]: dn, [USERNAME_PLACE]: username ?? '' };
  const filter = groupFilter.replace(PLACES, (place) => Filter.escape(places[place]!));
  const { searchEntries } = await client.search(groupBase ?? '', {
    scope: 'sub',
    filter,
    attributes: ['1.1'],
    sizeLimit: MAX_GROUPS,
  });
  return searchEntries.map((entry) => entry.dn);
}

const PLACES = new RegExp(`${DN_PLACE}|${USERNAME_PLACE}`.replaceAll(/[{}]/g, '\\$&'), 'g');

/** `admins` of `cn=admins,ou=groups,dc=example` (RFC 4514). */
function firstValue(dn: string): string[] {
  const [, value] = /^[^=,]+=((?:\\.|[^,+\\])*)/.exec(dn) ?? [];
  return value ? [value.replace(/\\([^0-9a-fA-F]|[0-9a-fA-F]{2})/g, unescaped)] : [];
}

function unescaped(_: string, escaped: string): string {
  return escaped.length === 1 ? escaped : String.fromCharCode(parseInt(escaped, 16));
}
