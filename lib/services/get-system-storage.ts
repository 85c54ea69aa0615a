import { lastGcRun, type GcRunRow } from '#lib/db/gc-runs.ts';
import {
  readLargestLayers,
  readProjectBytes,
  readRepositoryBytes,
  readTotals,
  type ProjectBytes,
} from '#lib/db/read-storage.ts';
import { readRegistryStorage, type RegistryStorage } from '#lib/db/registry-storage.ts';
import { readReclaimable } from '#lib/db/unreferenced-blobs.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { SystemStorage } from '#lib/schemas/storage.ts';
import { LAYERS, presentRepositoryBytes, REPOSITORIES } from './get-project-storage.ts';
import { requireSystem } from './require-system.ts';

/** More than anyone reads; their sum is in `stored`. */
const PROJECTS = 200;

/** What takes space in the registry, and what can be freed. @throws AppError UNAUTHORIZED, DENIED */
export async function getSystemStorage(principal: Principal): Promise<SystemStorage> {
  requireSystem(principal, 'system.manage');
  const [disk, totals, reclaimable, surveyed, projects, repositories, layers] = await Promise.all([
    readRegistryStorage(),
    readTotals(),
    readReclaimable(),
    lastSurvey(),
    readProjectBytes(PROJECTS),
    readRepositoryBytes(null, REPOSITORIES),
    readLargestLayers(null, LAYERS),
  ]);
  return {
    disk: disk && presentDisk(disk),
    ...totals,
    reclaimable,
    surveyed,
    projects: projects.map(presentProjectBytes),
    repositories: repositories.map(presentRepositoryBytes),
    layers,
  };
}

/** The last dry run, unless space was freed since. */
async function lastSurvey(): Promise<SystemStorage['surveyed']> {
  const [dry, real] = await Promise.all([lastGcRun(true), lastGcRun(false)]);
  if (!dry?.endedAt || (real && real.id > dry.id)) return null;
  return { ...amountOf(dry), at: dry.endedAt.toISOString() };
}

function amountOf({ blobs, bytes }: GcRunRow): { blobs: number; bytes: number } {
  return { blobs: blobs ?? 0, bytes: bytes ?? 0 };
}

function presentDisk({ total, free, watermark, reserve, full }: RegistryStorage): SystemStorage['disk'] {
  return { total, free, watermark, reserve, full };
}

function presentProjectBytes(row: ProjectBytes): SystemStorage['projects'][number] {
  const { project, size, own, trash, repositories } = row;
  return { project, size, own, shared: size - own, trash, repositories };
}
