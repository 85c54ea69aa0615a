import type { Command } from './command.ts';
import { collector } from './collector.ts';
import { gateway } from './gateway.ts';
import { gc } from './gc.ts';
import { migrate } from './migrate.ts';
import { prepare } from './prepare.ts';
import { reconcile } from './reconcile.ts';
import { resetPassword } from './reset-password.ts';
import { retentionPreview } from './retention-preview.ts';
import { retentionRun } from './retention-run.ts';
import { start } from './start.ts';
import { web } from './web.ts';
import { worker } from './worker.ts';

/** All commands, in the order of the help. */
export const commands: Command[] = [
  start,
  gateway,
  web,
  worker,
  collector,
  migrate,
  reconcile,
  retentionPreview,
  retentionRun,
  gc,
  resetPassword,
  prepare,
];
