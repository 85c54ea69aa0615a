import { route } from '#lib/http/route.ts';
import { changeSignInSettingsInput, signInSettings } from '#lib/schemas/sign-in.ts';
import { changeSignInSettings, getSignInSettings } from '#lib/services/sign-in-settings.ts';

export const GET = route({
  summary: 'How people get in, and for how long (for administrators)',
  auth: 'required',
  response: signInSettings,
  handler: ({ principal }) => getSignInSettings(principal),
});

export const PATCH = route({
  summary:
    'Change registration, the second factor for everyone, lifetimes of sessions, length of passwords (for administrators)',
  auth: 'user',
  body: changeSignInSettingsInput,
  response: signInSettings,
  handler: ({ principal, body, actor }) => changeSignInSettings(principal, body, actor),
});
