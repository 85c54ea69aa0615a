import type { DeclaredPaths } from '#lib/http/openapi.ts';
import * as events from '../events/route.ts';
import * as attention from '../home/attention/route.ts';
import * as mostPulled from '../home/most-pulled/route.ts';
import * as pushes from '../home/pushes/route.ts';
import * as storage from '../home/storage/route.ts';
import * as me from '../me/route.ts';
import * as password from '../me/password/route.ts';
import * as session from '../me/sessions/[id]/route.ts';
import * as sessions from '../me/sessions/route.ts';
import * as member from '../projects/[project]/members/user/[name]/route.ts';
import * as members from '../projects/[project]/members/route.ts';
import * as project from '../projects/[project]/route.ts';
import * as projectTrash from '../projects/[project]/trash/route.ts';
import * as projects from '../projects/route.ts';
import { repositoryRoutes } from '../repositories/[...path]/routes.ts';
import * as repositories from '../repositories/route.ts';
import * as search from '../search/route.ts';
import * as health from '../system/health/route.ts';
import * as setup from '../system/setup/route.ts';
import * as restore from '../trash/[id]/restore/route.ts';
import * as suggestions from '../user-suggestions/route.ts';
import * as user from '../users/[name]/route.ts';
import * as userPassword from '../users/[name]/password/route.ts';
import * as users from '../users/route.ts';

/** Every route of the API by its path, but the description itself. A test keeps it whole. */
export const declaredPaths: DeclaredPaths = {
  '/system/setup': setup,
  '/system/health': health,
  '/me': me,
  '/me/password': password,
  '/me/sessions': sessions,
  '/me/sessions/{id}': session,
  '/home/attention': attention,
  '/home/pushes': pushes,
  '/home/most-pulled': mostPulled,
  '/home/storage': storage,
  '/search': search,
  '/events': events,
  '/users': users,
  '/users/{name}': user,
  '/users/{name}/password': userPassword,
  '/user-suggestions': suggestions,
  '/projects': projects,
  '/projects/{project}': project,
  '/projects/{project}/members': members,
  '/projects/{project}/members/user/{name}': member,
  '/projects/{project}/trash': projectTrash,
  '/repositories': repositories,
  ...underRepositories(),
  '/trash/{id}/restore': restore,
};

function underRepositories(): DeclaredPaths {
  const paths = Object.entries(repositoryRoutes).map(
    ([rest, methods]) => [`/repositories/{name}${rest}`, methods] as const,
  );
  return Object.fromEntries(paths);
}
