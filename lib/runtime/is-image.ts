import { existsSync } from 'node:fs';
import path from 'node:path';
import { machineEnvironment } from '#lib/env/env.ts';
import { projectRoot } from './project-root.ts';

/** True in a production image: it comes generated and built, without the tools for either, and without parts of its own. */
export function isImage(): boolean {
  const at = (name: string) => path.join(projectRoot, name);
  return (
    machineEnvironment().production &&
    existsSync(at('.next/BUILD_ID')) &&
    !existsSync(at('node_modules/prisma'))
  );
}
