import { route } from '#lib/http/route.ts';
import { gcSettings, gcState } from '#lib/schemas/storage.ts';
import { setGcSchedule } from '#lib/services/gc-settings.ts';

export const PUT = route({
  summary: 'Change when garbage is collected by itself (system administrators)',
  auth: 'required',
  body: gcSettings,
  response: gcState,
  handler: ({ principal, body, actor }) => setGcSchedule(principal, body.schedule, actor),
});
