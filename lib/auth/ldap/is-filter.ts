import { FilterParser } from 'ldapts';
import { DN_PLACE, USERNAME_PLACE } from '#lib/schemas/sign-in-providers.ts';

/** Whether a directory would understand it (RFC 4515), with something in the places that it has. */
export function isFilter(filter: string): boolean {
  try {
    FilterParser.parseString(filter.replaceAll(USERNAME_PLACE, 'x').replaceAll(DN_PLACE, 'x'));
    return true;
  } catch {
    return false;
  }
}
