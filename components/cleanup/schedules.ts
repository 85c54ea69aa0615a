/** Schedules that are chosen without knowing cron, each at an hour when little else goes on. */
export const PRESETS = {
  nightly: '0 3 * * *',
  weekly: '0 3 * * 0',
  monthly: '0 3 1 * *',
} as const;

type Preset = keyof typeof PRESETS;
export type ScheduleChoice = 'off' | Preset | 'custom';

export function choiceOf(schedule: string | null): ScheduleChoice {
  if (schedule === null) return 'off';
  const found = Object.entries(PRESETS).find(([, cron]) => cron === schedule.trim());
  return found ? (found[0] as Preset) : 'custom';
}

/** The zones that the browser knows, with `present` among them whatever it is. */
export function timeZones(present: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set(['UTC', present, ...known])];
}
