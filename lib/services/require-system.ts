import { AppError } from '#lib/errors/app-error.ts';
import type { Principal, SystemAction } from '#lib/policies/can.ts';
import { can, type Decision } from '#lib/policies/can.ts';
import { tokenRefusal } from '#lib/policies/token-limits.ts';

type Refusal = Extract<Decision, { allowed: false }>;

/** @throws AppError DENIED (UNAUTHORIZED when not signed in) unless `principal` may do `action` in the system as a whole */
export function requireSystem(principal: Principal, action: SystemAction): void {
  const decision = can(principal, action, { kind: 'system' });
  if (decision.allowed) return;
  if (principal.kind === 'anonymous') throw new AppError('UNAUTHORIZED', 'Sign in to do this.');
  throw new AppError('DENIED', sentence(decision), { detail: { needs: decision.needs } });
}

function sentence({ needs, by }: Refusal): string {
  if (by.kind === 'token') return tokenRefusal(needs);
  return needs === 'system administrator'
    ? 'This needs the system administrator. Ask one to do it for you.'
    : `This needs ${needs}.`;
}
