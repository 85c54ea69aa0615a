import type { DeclaredPaths } from '#lib/http/openapi.ts';
import * as auditEvents from '../audit-events/route.ts';
import * as auditExport from '../audit-events:export/route.ts';
import * as events from '../events/route.ts';
import * as attention from '../home/attention/route.ts';
import * as inUseSource from '../in-use/[source]/route.ts';
import * as inUse from '../in-use/route.ts';
import * as mostPulled from '../home/most-pulled/route.ts';
import * as pushes from '../home/pushes/route.ts';
import * as storage from '../home/storage/route.ts';
import * as me from '../me/route.ts';
import * as identity from '../me/identities/[id]/route.ts';
import * as identities from '../me/identities/route.ts';
import * as password from '../me/password/route.ts';
import * as session from '../me/sessions/[id]/route.ts';
import * as sessions from '../me/sessions/route.ts';
import * as token from '../me/tokens/[id]/route.ts';
import * as tokens from '../me/tokens/route.ts';
import * as projectAuditEvents from '../projects/[project]/audit-events/route.ts';
import * as projectAuditExport from '../projects/[project]/audit-events:export/route.ts';
import * as groupMappings from '../groups/[name]/mappings/route.ts';
import * as groupMember from '../groups/[name]/members/[user]/route.ts';
import * as groupMembers from '../groups/[name]/members/route.ts';
import * as group from '../groups/[name]/route.ts';
import * as groups from '../groups/route.ts';
import * as groupSuggestions from '../group-suggestions/route.ts';
import * as accessCheck from '../projects/[project]/access-check/route.ts';
import * as accessRule from '../projects/[project]/access-rules/[id]/route.ts';
import * as accessRules from '../projects/[project]/access-rules/route.ts';
import * as projectGroups from '../projects/[project]/groups/route.ts';
import * as memberGroup from '../projects/[project]/members/group/[name]/route.ts';
import * as immutabilityRule from '../projects/[project]/immutability-rules/[id]/route.ts';
import * as immutabilityRules from '../projects/[project]/immutability-rules/route.ts';
import * as member from '../projects/[project]/members/user/[name]/route.ts';
import * as members from '../projects/[project]/members/route.ts';
import * as project from '../projects/[project]/route.ts';
import * as retentionActivate from '../projects/[project]/retention/activate/route.ts';
import * as retentionImport from '../projects/[project]/retention/import/route.ts';
import * as retentionPlanItems from '../projects/[project]/retention/plans/[plan]/items/route.ts';
import * as retentionPreview from '../projects/[project]/retention/preview/route.ts';
import * as retentionRunConfirm from '../projects/[project]/retention/runs/[run]/confirm/route.ts';
import * as retentionRunDecisions from '../projects/[project]/retention/runs/[run]/decisions/route.ts';
import * as retentionRun from '../projects/[project]/retention/runs/[run]/route.ts';
import * as retentionRunStop from '../projects/[project]/retention/runs/[run]/stop/route.ts';
import * as retentionRuns from '../projects/[project]/retention/runs/route.ts';
import * as retention from '../projects/[project]/retention/route.ts';
import * as quota from '../projects/[project]/quota/route.ts';
import * as projectRobots from '../projects/[project]/robots/route.ts';
import * as projectRobot from '../projects/[project]/robots/[robot]/route.ts';
import * as projectRobotRotate from '../projects/[project]/robots/[robot]/rotate/route.ts';
import * as projectRobotTrusts from '../projects/[project]/robots/[robot]/trusts/route.ts';
import * as projectRobotTrust from '../projects/[project]/robots/[robot]/trusts/[id]/route.ts';
import * as projectStorage from '../projects/[project]/storage/route.ts';
import * as trashPurge from '../projects/[project]/trash:purge/route.ts';
import * as trashRestore from '../projects/[project]/trash:restore/route.ts';
import * as projectTrash from '../projects/[project]/trash/route.ts';
import * as projects from '../projects/route.ts';
import { repositoryRoutes } from '../repositories/[...path]/routes.ts';
import * as repositories from '../repositories/route.ts';
import * as systemRobots from '../robots/route.ts';
import * as systemRobot from '../robots/[robot]/route.ts';
import * as systemRobotRotate from '../robots/[robot]/rotate/route.ts';
import * as systemRobotTrusts from '../robots/[robot]/trusts/route.ts';
import * as systemRobotTrust from '../robots/[robot]/trusts/[id]/route.ts';
import * as exchange from '../robots:exchange/route.ts';
import * as search from '../search/route.ts';
import * as auditForwarding from '../system/audit-forwarding/route.ts';
import * as auditForwardingTest from '../system/audit-forwarding:test/route.ts';
import * as auditRetention from '../system/audit-retention/route.ts';
import * as resumeCleanup from '../system/cleanup/resume/route.ts';
import * as signInProvider from '../sign-in-providers/[key]/route.ts';
import * as signInProviders from '../sign-in-providers/route.ts';
import * as signInProviderTest from '../sign-in-providers:test/route.ts';
import * as cleanup from '../system/cleanup/route.ts';
import * as defaultQuota from '../system/default-quota/route.ts';
import * as gc from '../system/gc/route.ts';
import * as gcSchedule from '../system/gc/schedule/route.ts';
import * as health from '../system/health/route.ts';
import * as setup from '../system/setup/route.ts';
import * as candidates from '../system/storage/candidates/route.ts';
import * as systemStorage from '../system/storage/route.ts';
import * as restore from '../trash/[id]/restore/route.ts';
import * as suggestions from '../user-suggestions/route.ts';
import * as user from '../users/[name]/route.ts';
import * as userToken from '../users/[name]/tokens/[id]/route.ts';
import * as userTokens from '../users/[name]/tokens/route.ts';
import * as userPassword from '../users/[name]/password/route.ts';
import * as users from '../users/route.ts';

/** Every route of the API by its path, but the description itself. A test keeps it whole. */
export const declaredPaths: DeclaredPaths = {
  '/system/setup': setup,
  '/system/health': health,
  '/system/audit-forwarding': auditForwarding,
  '/system/audit-forwarding:test': auditForwardingTest,
  '/system/audit-retention': auditRetention,
  '/system/cleanup': cleanup,
  '/system/cleanup/resume': resumeCleanup,
  '/system/default-quota': defaultQuota,
  '/system/gc': gc,
  '/system/gc/schedule': gcSchedule,
  '/system/storage': systemStorage,
  '/system/storage/candidates': candidates,
  '/me': me,
  '/me/identities': identities,
  '/me/identities/{id}': identity,
  '/me/password': password,
  '/me/sessions': sessions,
  '/me/sessions/{id}': session,
  '/me/tokens': tokens,
  '/me/tokens/{id}': token,
  '/sign-in-providers': signInProviders,
  '/sign-in-providers/{key}': signInProvider,
  '/sign-in-providers:test': signInProviderTest,
  '/home/attention': attention,
  '/home/pushes': pushes,
  '/home/most-pulled': mostPulled,
  '/home/storage': storage,
  '/in-use': inUse,
  '/in-use/{source}': inUseSource,
  '/search': search,
  '/audit-events': auditEvents,
  '/audit-events:export': auditExport,
  '/events': events,
  '/users': users,
  '/users/{name}': user,
  '/users/{name}/password': userPassword,
  '/users/{name}/tokens': userTokens,
  '/users/{name}/tokens/{id}': userToken,
  '/user-suggestions': suggestions,
  '/groups': groups,
  '/groups/{name}': group,
  '/groups/{name}/mappings': groupMappings,
  '/groups/{name}/members': groupMembers,
  '/groups/{name}/members/{user}': groupMember,
  '/group-suggestions': groupSuggestions,
  '/projects': projects,
  '/projects/{project}': project,
  '/projects/{project}/audit-events': projectAuditEvents,
  '/projects/{project}/audit-events:export': projectAuditExport,
  '/projects/{project}/members': members,
  '/projects/{project}/members/user/{name}': member,
  '/projects/{project}/members/group/{name}': memberGroup,
  '/projects/{project}/groups': projectGroups,
  '/projects/{project}/access-rules': accessRules,
  '/projects/{project}/access-rules/{id}': accessRule,
  '/projects/{project}/access-check': accessCheck,
  '/projects/{project}/immutability-rules': immutabilityRules,
  '/projects/{project}/immutability-rules/{id}': immutabilityRule,
  '/projects/{project}/robots': projectRobots,
  '/projects/{project}/robots/{robot}': projectRobot,
  '/projects/{project}/robots/{robot}/rotate': projectRobotRotate,
  '/projects/{project}/robots/{robot}/trusts': projectRobotTrusts,
  '/projects/{project}/robots/{robot}/trusts/{id}': projectRobotTrust,
  '/projects/{project}/retention': retention,
  '/projects/{project}/retention/activate': retentionActivate,
  '/projects/{project}/retention/preview': retentionPreview,
  '/projects/{project}/retention/plans/{plan}/items': retentionPlanItems,
  '/projects/{project}/retention/import': retentionImport,
  '/projects/{project}/retention/runs': retentionRuns,
  '/projects/{project}/retention/runs/{run}': retentionRun,
  '/projects/{project}/retention/runs/{run}/decisions': retentionRunDecisions,
  '/projects/{project}/retention/runs/{run}/stop': retentionRunStop,
  '/projects/{project}/retention/runs/{run}/confirm': retentionRunConfirm,
  '/projects/{project}/quota': quota,
  '/projects/{project}/trash': projectTrash,
  '/projects/{project}/storage': projectStorage,
  '/projects/{project}/trash:restore': trashRestore,
  '/projects/{project}/trash:purge': trashPurge,
  '/robots': systemRobots,
  '/robots/{robot}': systemRobot,
  '/robots/{robot}/rotate': systemRobotRotate,
  '/robots/{robot}/trusts': systemRobotTrusts,
  '/robots/{robot}/trusts/{id}': systemRobotTrust,
  '/robots:exchange': exchange,
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
