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
    'user.password-reset-link-made',
    'user.password-reset-link-used',
    'user.second-factor-enabled',
    'user.second-factor-disabled',
    'user.second-factor-reset',
    'user.recovery-codes-renewed',
    'identity.linked',
    'identity.unlinked',
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
  access: [
    'member.set',
    'member.removed',
    'group.created',
    'group.updated',
    'group.deleted',
    'group.mapped',
    'group.member-added',
    'group.member-removed',
    'group.role-set',
    'group.role-removed',
    'access-rule.created',
    'access-rule.updated',
    'access-rule.deleted',
    'access.requested',
    'access.request-withdrawn',
    'access.request-refused',
    'invite.created',
    'invite.deleted',
  ],
  credential: [
    'token.created',
    'token.updated',
    'token.revoked',
    'robot.created',
    'robot.updated',
    'robot.rotated',
    'robot.deleted',
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
  user: ['user.created', 'user.updated', 'user.deleted', 'system.set-up'],
  system: [
    'quota.default-set',
    'garbage.requested',
    'garbage.scheduled',
    'garbage.collected',
    'sign-in.settings-changed',
    'sign-in-provider.created',
    'sign-in-provider.updated',
    'sign-in-provider.deleted',
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

/** A name or an address, as one gives it to a program. */
const host = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45})$/,
    'A host name or an address.',
  );

/** RFC 9110, 5.6.2. Those that say how the request itself is to be read are Lighter's. */
const headerName = z
  .string()
  .max(100)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'The name of a header, such as Authorization.')
  .refine(
    (name) => !/^(host|connection|content-.*|transfer-encoding|expect|upgrade|te|trailer)$/i.test(name),
    'This header is set by Lighter.',
  );

const headerValue = z
  .string()
  .min(1)
  .max(4000)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'Only printable ASCII, without spaces around it.');

const certificate = z
  .string()
  .max(64 * 1024)
  .regex(
    /^-----BEGIN CERTIFICATE-----\n/,
    'A certificate in PEM, which begins with -----BEGIN CERTIFICATE-----.',
  );

const off = z.strictObject({ kind: z.literal('off') });
const syslog = z.strictObject({
  kind: z.literal('syslog'),
  host,
  port: z.number().int().min(1).max(65_535),
  protocol: z.enum(['udp', 'tcp', 'tls']),
  /** Of the authority that the receiver's certificate is of, in PEM; null: one that Node trusts. */
  ca: certificate.nullable().default(null),
});
const url = z
  .url({ protocol: /^https?$/, error: 'An address that begins with https:// or http://.' })
  .max(2000);

/**
 * Where events go: `syslog` (RFC 5424; over `tcp` and `tls` with octet counting, RFC 6587), or `http`, a POST of JSON lines. The value of
 * the header is a secret: it is never given back, and stays when it is left out, as long as it goes to the same origin.
 */
export const auditTargetInput = z.discriminatedUnion('kind', [
  off,
  syslog,
  z.strictObject({
    kind: z.literal('http'),
    url,
    header: z.strictObject({ name: headerName, value: headerValue.optional() }).nullable().default(null),
  }),
]);
export type AuditTargetInput = z.output<typeof auditTargetInput>;
export const auditForwardingInput = z.strictObject({ target: auditTargetInput });

/** As it is stored and shown: without the value of the header. */
export const auditTarget = z.discriminatedUnion('kind', [
  z.object(off.shape),
  z.object(syslog.shape),
  z.object({ kind: z.literal('http'), url, header: z.object({ name: headerName }).nullable() }),
]);
export type AuditTarget = z.output<typeof auditTarget>;

/** More than so many are not counted. */
export const MAX_WAITING_COUNTED = 10_000;

export const auditForwarding = z.object({
  target: auditTarget,
  /** Null: nothing is forwarded. */
  state: z
    .object({
      /** Events that have not been sent; at most 10,000 are counted. */
      waiting: z.number().int(),
      /** Of the earliest of them. */
      waitingSince: timestamp.nullable(),
      /** When something was last taken over there. */
      sentAt: timestamp.nullable(),
      /** Why the last attempt failed; null: it did not. */
      error: z.string().nullable(),
      failingSince: timestamp.nullable(),
    })
    .nullable(),
});
export type AuditForwarding = z.infer<typeof auditForwarding>;

export const auditTestResult = z.object({ ok: z.boolean(), message: z.string() });
export type AuditTestResult = z.infer<typeof auditTestResult>;
