import type {
  AuditForwarding,
  AuditRetention,
  AuditTargetInput,
  AuditTestResult,
} from '#lib/schemas/audit.ts';
import { api } from '@/components/api/client';

export function setRetention(body: AuditRetention): Promise<AuditRetention> {
  return api('PUT', '/system/audit-retention', { body });
}

export function setForwarding(target: AuditTargetInput): Promise<AuditForwarding> {
  return api('PUT', '/system/audit-forwarding', { body: { target } });
}

export function testForwarding(target: AuditTargetInput): Promise<AuditTestResult> {
  return api('POST', '/system/audit-forwarding:test', { body: { target } });
}
