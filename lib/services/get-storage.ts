import { readStorage, readTrashSize } from '#lib/db/read-home.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Storage } from '#lib/schemas/system.ts';

/** The five that the chart tells apart, and enough others to sum up. */
const PROJECTS = 12;

/** The largest projects that the principal may see, and what waits in the trash of their own. */
export async function getStorage(principal: Principal): Promise<Storage> {
  const viewer = principal;
  const [projects, trash] = await Promise.all([readStorage(viewer, PROJECTS), readTrashSize(viewer)]);
  return { projects: projects.map(({ project, size }) => ({ project, size })), trash };
}
