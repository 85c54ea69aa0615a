import type { Robot } from '#lib/schemas/robots.ts';
import type { RobotChange } from './change-robot-dialog';

/** What a dialog is open for. */
export type Asked = { robot: Robot; for: 'edit' | 'rotate' | 'trusts' | RobotChange };
