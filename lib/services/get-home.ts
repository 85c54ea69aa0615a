import { readMostPulled, readRecentPushes, readStorage } from '#lib/db/read-home.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Home } from '#lib/schemas/system.ts';
import { listAttention } from './list-attention.ts';
import { listProjects } from './list-projects.ts';
import { presentRepository } from './present-repository.ts';
import { presentTagEvent } from './present-tag-event.ts';
import { viewerOf } from './viewer-of.ts';

/** Rows of the home page's cards (screens, "Home"): what fits without scrolling, and a list of pushes. */
const PUSHES = 20;
const PROJECTS = 8;
const MOST_PULLED = { days: 7, limit: 8 };
const STORAGE = 12;

/** What the home page shows, each part of it as far as the principal may see. */
export async function getHome(principal: Principal): Promise<Home> {
  const viewer = viewerOf(principal);
  const [attention, pushes, projects, mostPulled, storage] = await Promise.all([
    listAttention(principal),
    readRecentPushes(viewer, PUSHES),
    listProjects(principal, { mine: true, sort: '-lastPushedAt', limit: PROJECTS }),
    readMostPulled(viewer, MOST_PULLED),
    readStorage(viewer, STORAGE),
  ]);
  return {
    attention,
    recentPushes: pushes.map(presentTagEvent),
    projects: projects.items,
    mostPulled: mostPulled.map((row) => ({ ...presentRepository(row), pulls7d: row.pulls })),
    storage: storage.map(({ project, size }) => ({ project, size })),
  };
}
