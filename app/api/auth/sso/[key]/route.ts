import { handleOidcBegin } from '#lib/http/oidc-handler.ts';

export const POST = handleOidcBegin;
