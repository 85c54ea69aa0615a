import { delimiter, dirname } from 'node:path';
import { build, generate } from '#lib/runtime/prepare-code.ts';
import { findBusybox } from './busybox.ts';
import { ensureRegistry } from './registry-program.ts';
import { ensureProgram } from './system-packages.ts';

/** Generates and builds what is stale, as a start of the product does. */
export async function prepareProduct(pages: boolean, signal: AbortSignal): Promise<void> {
  const report = (doing: string) => console.log(`${doing[0]?.toUpperCase()}${doing.slice(1)}…`);
  await generate({ report, signal });
  if (pages) await build({ report, signal });
}

/** Finds or installs the programs that integration tests and journeys run. What is there already costs nothing. */
export async function prepareTools(): Promise<void> {
  await ensureProgram({ programs: ['skopeo'], package: 'skopeo', why: 'to push and pull as people do' });
  await findBusybox();
  // On the PATH, where each instance of the product that a test starts finds it too.
  addToPath(dirname(await ensureRegistry()));
}

function addToPath(folder: string): void {
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (!folders.includes(folder)) process.env.PATH = [...folders, folder].join(delimiter);
}
