import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  createRobotInput,
  createTrustInput,
  Robot,
  RobotWithSecret,
  rotateRobotInput,
  Trust,
  updateRobotInput,
} from '#lib/schemas/robots.ts';
import { api } from '@/components/api/client';

/** Where robots are: a project's name, or null for the system. */
export type Home = string | null;

export function robotsQuery(home: Home) {
  return queryOptions({
    queryKey: ['robots', home ?? ''],
    queryFn: ({ signal }) => api<{ items: Robot[] }>('GET', pathOf(home), { signal }),
  });
}

export function trustsQuery(robot: Robot) {
  return queryOptions({
    queryKey: ['robots', robot.project ?? '', robot.name, 'trusts'],
    queryFn: ({ signal }) => api<{ items: Trust[] }>('GET', `${pathOfRobot(robot)}/trusts`, { signal }),
  });
}

export function createRobot(home: Home, body: z.input<typeof createRobotInput>): Promise<RobotWithSecret> {
  return api('POST', pathOf(home), { body });
}

export function updateRobot(robot: Robot, body: z.input<typeof updateRobotInput>): Promise<Robot> {
  return api('PATCH', pathOfRobot(robot), { body });
}

export function rotateRobot(robot: Robot, body: z.input<typeof rotateRobotInput>): Promise<RobotWithSecret> {
  return api('POST', `${pathOfRobot(robot)}/rotate`, { body });
}

export function deleteRobot(robot: Robot): Promise<void> {
  return api('DELETE', pathOfRobot(robot));
}

export function createTrust(robot: Robot, body: z.input<typeof createTrustInput>): Promise<Trust> {
  return api('POST', `${pathOfRobot(robot)}/trusts`, { body });
}

export function deleteTrust(robot: Robot, id: number): Promise<void> {
  return api('DELETE', `${pathOfRobot(robot)}/trusts/${id}`);
}

function pathOf(home: Home): string {
  return home === null ? '/robots' : `/projects/${home}/robots`;
}

/** In paths a robot goes by what follows the `+`. */
function pathOfRobot({ project, name }: Robot): string {
  return `${pathOf(project)}/${name.slice(name.indexOf('+') + 1)}`;
}
