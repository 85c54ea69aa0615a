import { handleOidcCallback } from '#lib/http/oidc-handler.ts';

export const GET = handleOidcCallback;
