import { route } from '#lib/http/route.ts';
import { recoveryCodes, renewRecoveryCodesInput } from '#lib/schemas/sign-in.ts';
import { renewRecoveryCodes } from '#lib/services/my-second-factor.ts';

export const POST = route({
  summary: 'New recovery codes in place of those you have, with your password and a code',
  auth: 'user',
  body: renewRecoveryCodesInput,
  response: recoveryCodes,
  handler: ({ principal, body, actor }) => renewRecoveryCodes(principal, body, actor),
});
