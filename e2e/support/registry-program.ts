import { join } from 'node:path';
import { findRegistry } from '#lib/runtime/find-registry.ts';
import { projectRoot } from '#lib/runtime/project-root.ts';

/** Kept between runs, and gone with node_modules: downloading it for each test would make tests depend on the network. */
const CACHE = join(projectRoot, 'node_modules/.cache/lighter-tools');

/** The path of a registry program, found as the product finds one. */
export async function ensureRegistry(): Promise<string> {
  const { signal } = new AbortController();
  const found = await findRegistry(CACHE, signal, (doing) => console.log(`Registry: ${doing}…`));
  if (found.kind === 'program') return found.path;
  throw new Error(
    'The tests start and kill a registry program of their own, not a container: install docker-registry, or put a "registry" binary on the PATH.',
  );
}
