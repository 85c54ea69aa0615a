import { waitingProjects } from '#lib/db/access-requests.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Attention } from '#lib/schemas/system.ts';

/** A list of needs that goes on for ever is not read. */
const MOST_SHOWN = 5;

/** People who wait to get into projects, for the owners of these. */
export async function listWaitingPeople(principal: Principal): Promise<Attention[]> {
  if (principal.kind !== 'user') return [];
  const projects = await waitingProjects(principal.id, MOST_SHOWN);
  return projects.map(({ project, count }) => ({
    id: `access-requests-${project}`,
    severity: 'info',
    message: `${count === 1 ? 'Somebody asks' : `${count} people ask`} for access to ${project}.`,
    action: { label: 'See who', href: `/projects/${project}/members` },
  }));
}
