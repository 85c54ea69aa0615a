import { z } from 'zod';
import { pageOf, pageQuery, timestamp } from './common.ts';

/**
 * Everything that the audit tells of, in the groups that its filter offers. What is recorded must be in here; what was recorded by an
 * older version is still shown.
 */
export const AUDIT_ACTIONS = {
  'sign-in': [
    'user.signed-in',
    'user.signed-out',
    'user.sign-in-failed',
    'user.session-ended',
    'user.sessions-ended',
    'user.password-changed',
    'user.password-reset',
  ],
  content: [
    'manifest.push',
    'manifest.delete',
    'manifest.pin',
    'manifest.unpin',
    'manifest.purge',
    'tag.delete',
    'tag.restore',
    'tag.lock',
    'tag.unlock',
    'blob.delete',
    'trash.restore',
    'trash.purge',
  ],
  pull: ['manifest.pull'],
  project: ['project.created', 'project.adopted', 'project.updated', 'project.deleted', 'quota.set'],
  access: ['member.set', 'member.removed'],
  token: [
    'token.created',
    'token.updated',
    'token.revoked',
    'robot.created',
    'robot.updated',
    'robot.deleted',
    'robot.rotated',
    'robot.exchanged',
    'robot.exchange-refused',
    'robot-trust.created',
    'robot-trust.deleted',
  ],
  cleanup: [
    'retention.saved',
    'retention.activated',
    'retention.deleted',
    'retention.run-started',
    'retention.run-confirmed',
    'retention.run-stop-asked',
    'retention.run-done',
    'retention.run-stopped',
    'retention.run-failed',
    'retention.run-guarded',
    'retention.run-blocked',
    'immutability-rule.created',
    'immutability-rule.updated',
    'immutability-rule.deleted',
    'in-use.source-saved',
    'in-use.source-removed',
    'cleanup.resumed',
  ],
  user: ['user.created', 'user.updated', 'system.set-up'],
  system: [
    'quota.default-set',
    'garbage.requested',
    'garbage.scheduled',
    'garbage.collected',
    'audit.exported',
    'audit.retention-set',
    'audit.forwarding-set',
    'audit.forwarding-tested',
    'audit.expired',
    'audit.pulls-dropped',
    'request.refused',
  ],
} as const;

export type AuditGroup = keyof typeof AUDIT_ACTIONS;
export type AuditAction = (typeof AUDIT_ACTIONS)[AuditGroup][number];

export const AUDIT_GROUPS = Object.keys(AUDIT_ACTIONS) as AuditGroup[];

/** `refused`: it was not allowed, or a password was wrong. `failed`: it was, and went wrong. */
export const auditResult = z.enum(['done', 'refused', 'failed']);
export type AuditResult = z.infer<typeof auditResult>;

export const auditEvent = z.object({
  id: z.string(),
  at: timestamp,
  /** Null: nobody signed in, or Lighter itself. */
  actor: z.string().nullable(),
  /** What the actor came with: `session`, `password`, `token ci`. */
  credential: z.string().nullable(),
  action: z.string(),
  result: auditResult,
  project: z.string().nullable(),
  repository: z.string().nullable(),
  target: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
  address: z.string().nullable(),
});
export type AuditEvent = z.infer<typeof auditEvent>;

/** No text that is stored holds a NUL, which Postgres would refuse. */
const text = z
  .string()
  .min(1)
  .max(500)
  .refine((value) => !value.includes('\0'), 'A NUL is in no event.');

/** What events can be searched by; each must be exactly what an event has, but for `q`, which is in any of its words. */
export const auditFilter = z.object({
  actor: text.optional(),
  /** An action, or a group of them. */
  action: text.optional(),
  project: text.optional(),
  repository: text.optional(),
  target: text.optional(),
  /** The whole of it, or its first word: `token` finds `token ci`. */
  credential: text.optional(),
  result: auditResult.optional(),
  /** An address, or a network: `10.0.0.0/8`. */
  address: z
    .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'An address, or a network such as 10.0.0.0/8.')
    .optional(),
  /** From this moment on. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Before this moment. */
  until: z.iso.datetime({ offset: true }).optional(),
  q: text.optional(),
});
export type AuditFilter = z.output<typeof auditFilter>;

/** Within a project, which is then given by the path. */
export const projectAuditFilter = auditFilter.omit({ project: true });

export const auditQuery = pageQuery.extend(auditFilter.shape);
export const projectAuditQuery = pageQuery.extend(projectAuditFilter.shape);
export const auditPage = pageOf(auditEvent);

export const auditFormat = z.enum(['csv', 'jsonl']);
export type AuditFormat = z.infer<typeof auditFormat>;
export const auditExportQuery = auditFilter.extend({ format: auditFormat });
export const projectAuditExportQuery = projectAuditFilter.extend({ format: auditFormat });

/** A hundred years; 0: for ever. */
export const MAX_AUDIT_DAYS = 36_500;
export const DEFAULT_AUDIT_DAYS = 365;
export const auditRetention = z.strictObject({
  days: z.number().int().min(0).max(MAX_AUDIT_DAYS, `At most ${MAX_AUDIT_DAYS} days.`),
});
export type AuditRetention = z.infer<typeof auditRetention>;
