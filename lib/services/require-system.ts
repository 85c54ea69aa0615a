import { AppError } from '#lib/errors/app-error.ts';
import type { Principal, SystemAction } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';

/** @throws AppError DENIED (UNAUTHORIZED when not signed in) unless `principal` may do `action` in the system as a whole */
export function requireSystem(principal: Principal, action: SystemAction): void {
  const decision = can(principal, action, { kind: 'system' });
  if (decision.allowed) return;
  if (principal.kind === 'anonymous') throw new AppError('UNAUTHORIZED', 'Sign in to do this.');
  throw new AppError('DENIED', `This needs the ${decision.needs}. Ask one to do it for you.`, {
    detail: { needs: decision.needs },
  });
}
