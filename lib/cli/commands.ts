import type { Command } from './command.ts';
import { gateway } from './gateway.ts';
import { migrate } from './migrate.ts';
import { prepare } from './prepare.ts';
import { reconcile } from './reconcile.ts';
import { resetPassword } from './reset-password.ts';
import { start } from './start.ts';
import { web } from './web.ts';
import { worker } from './worker.ts';

/** All commands, in the order of the help. */
export const commands: Command[] = [start, gateway, web, worker, migrate, reconcile, resetPassword, prepare];
