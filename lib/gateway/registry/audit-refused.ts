import { auditRefusal } from '#lib/auth/audit-refusal.ts';
import type { AppError } from '#lib/errors/app-error.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { AuditAction } from '#lib/schemas/audit.ts';
import { actorOf } from '#lib/services/actor.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { Route } from './route.ts';

/** Records a push or delete that was not allowed; a client's question for credentials (401) is none. */
export async function auditRefused(exchange: RegistryExchange, error: AppError): Promise<void> {
  const { route, need, caller, client } = exchange;
  if (error.code !== 'DENIED' || (need !== 'push' && need !== 'delete') || !('repository' in route)) return;
  await auditRefusal({
    actor: actorOf(caller.principal, client.address, caller.presented),
    action: need === 'push' ? 'manifest.push' : deleteOf(route),
    project: projectOf(route.repository),
    repository: route.repository,
    target: targetOf(route),
    detail: { reason: error.message },
  });
}

function deleteOf(route: Route): AuditAction {
  if (route.kind === 'blob') return 'blob.delete';
  return route.kind === 'manifest' && route.reference.kind === 'tag' ? 'tag.delete' : 'manifest.delete';
}

/** Null: it was refused at its first layer, before the client said what it pushes. */
function targetOf(route: Route): string | null {
  if (route.kind === 'blob') return route.digest;
  if (route.kind !== 'manifest') return null;
  return route.reference.kind === 'tag' ? route.reference.tag : route.reference.digest;
}
