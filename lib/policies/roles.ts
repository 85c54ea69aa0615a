/** From least to most; each may do all that those before it may. */
export const ROLES = ['guest', 'developer', 'maintainer', 'owner'] as const;
export type RoleName = (typeof ROLES)[number];

/** True when `role` includes everything `needed` may do. */
export function atLeast(role: RoleName, needed: RoleName): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
