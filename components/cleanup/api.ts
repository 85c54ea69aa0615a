import type { z } from 'zod';
import type {
  CleanupState,
  importInput,
  ImportResult,
  PutRetentionInput,
  RetentionRunDetail,
  SavedRetention,
  startRunInput,
} from '#lib/schemas/retention-runs.ts';
import { api } from '@/components/api/client';

export function saveRetention(project: string, body: PutRetentionInput): Promise<SavedRetention> {
  return api('PUT', `/projects/${project}/retention`, { body });
}

export function activateRetention(project: string, version: number): Promise<SavedRetention> {
  return api('POST', `/projects/${project}/retention/activate`, { body: { version } });
}

/** Nothing is cleaned up by itself any more. */
export function forgetRetention(project: string, version: number): Promise<void> {
  return api('DELETE', `/projects/${project}/retention`, { query: { version } });
}

export function startRun(project: string, body: z.input<typeof startRunInput>): Promise<RetentionRunDetail> {
  return api('POST', `/projects/${project}/retention/runs`, { body });
}

export function stopRun(project: string, id: string): Promise<RetentionRunDetail> {
  return api('POST', `/projects/${project}/retention/runs/${id}/stop`);
}

export function confirmRun(
  project: string,
  id: string,
  repositories: readonly string[],
): Promise<RetentionRunDetail> {
  return api('POST', `/projects/${project}/retention/runs/${id}/confirm`, { body: { repositories } });
}

export function resumeCleanup(): Promise<CleanupState> {
  return api('POST', '/system/cleanup/resume');
}

export function removeInUseSource(name: string): Promise<void> {
  return api('DELETE', `/in-use/${name}`);
}

export type ImportFormat = z.input<typeof importInput>['format'];

/** Nothing is saved by it. */
export function importRules(project: string, body: z.input<typeof importInput>): Promise<ImportResult> {
  return api('POST', `/projects/${project}/retention/import`, { body });
}
