import { readExpiringRobots } from '#lib/db/robots.ts';
import { can, type Principal } from '#lib/policies/can.ts';
import type { Attention } from '#lib/schemas/system.ts';

/** Time enough to rotate without haste, as the amber of the lists. */
const WARNS_DAYS = 14;
/** A list of needs that goes on for ever is not read. */
const MOST_SHOWN = 5;

/** The robots that end soon or have just ended, the first first, for who manages them. */
export async function listExpiringRobots(principal: Principal): Promise<Attention[]> {
  if (principal.kind !== 'user') return [];
  const all = can(principal, 'system.manage', { kind: 'system' }).allowed;
  const rows = await readExpiringRobots({ userId: principal.id, all }, WARNS_DAYS, MOST_SHOWN);
  return rows
    .filter(({ project }) => all || (project !== null && manages(principal, project)))
    .map(({ name, project, expiresAt, expired }) => ({
      id: `robot-${name}`,
      severity: expired ? 'danger' : 'warn',
      message: expired
        ? `The robot ${name} has expired: nothing can sign in as it.`
        : `The robot ${name} expires on ${day(expiresAt)}: nothing can sign in as it from then on.`,
      action: {
        label: 'See robots',
        href: project === null ? '/admin/robots' : `/projects/${project}/robots`,
      },
    }));
}

/** They own it; what an access token leaves of that is still to be asked. */
function manages(principal: Principal, name: string): boolean {
  const owned = { kind: 'project', name, visibility: 'private', role: 'owner', rules: [] } as const;
  return can(principal, 'robots.manage', owned).allowed;
}

function day(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
}
