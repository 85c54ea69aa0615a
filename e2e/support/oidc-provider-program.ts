// A real provider of OpenID Connect (npm: oidc-provider) in a process of its own. Its only argument is JSON: `{port, redirectUris}`.
// Whoever comes signs in by any name with any password on its pages; POST /test/people/NAME says what is true of them. It can also be made
// to lie, as no provider does by itself: POST /test/lie/KIND has it sign ID tokens that must not be believed.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import { CLIENT, type Lie } from './oidc-provider.ts';

const { port, redirectUris } = JSON.parse(process.argv[2] ?? '{}') as {
  port: number;
  redirectUris: string[];
};
const issuer = `http://127.0.0.1:${port}`;
const keys = await generateKeyPair('RS256', { extractable: true });
/** One that is started again has another key, and says so. */
const KID = `key-${process.pid}`;
const foreignKeys = await generateKeyPair('RS256', { extractable: true });
const people = new Map<string, Record<string, unknown>>();
let lie: Lie = 'none-at-all';

const provider = new Provider(issuer, {
  clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirectUris }],
  jwks: { keys: [{ ...(await exportJWK(keys.privateKey)), kid: KID, use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['a key of the test'] },
  pkce: { required: () => true },
  scopes: ['openid', 'profile', 'email', 'groups'],
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
    groups: ['groups'],
  },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
});
const serve = provider.callback();

createServer((request, response) => {
  if (request.url?.startsWith('/test/')) return void obey(request, response);
  if (request.url === '/token') twist(response);
  void serve(request, response);
}).listen(port, '127.0.0.1');

async function obey(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , what, name = ''] = (request.url ?? '').split('/');
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  if (what === 'people')
    people.set(name, JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
  if (what === 'lie') lie = name as Lie;
  response.writeHead(204).end();
}

/** Replaces the ID token of the answer, when a lie was asked for. */
function twist(response: ServerResponse): void {
  const end = response.end.bind(response) as (body?: string) => ServerResponse;
  response.end = ((body: unknown) => {
    void twisted(body instanceof Buffer || typeof body === 'string' ? body.toString() : '').then((text) => {
      response.setHeader('content-length', Buffer.byteLength(text));
      end(text);
    });
    return response;
  }) as typeof response.end;
}

async function twisted(text: string): Promise<string> {
  const answer = JSON.parse(text || '{}') as { id_token?: string };
  if (lie === 'none-at-all' || !answer.id_token) return text;
  const claims = JSON.parse(
    Buffer.from(answer.id_token.split('.')[1]!, 'base64url').toString(),
  ) as JWTPayload;
  return JSON.stringify({ ...answer, id_token: await lyingToken(claims) });
}

async function lyingToken(claims: JWTPayload): Promise<string> {
  const sign = (changed: JWTPayload, key = keys.privateKey) =>
    new SignJWT(changed).setProtectedHeader({ alg: 'RS256', kid: KID }).sign(key);
  const hourAgo = Math.floor(Date.now() / 1000) - 60 * 60;
  const tokens: Record<Exclude<Lie, 'none-at-all'>, () => Promise<string>> = {
    nonce: () => sign({ ...claims, nonce: 'another' }),
    issuer: () => sign({ ...claims, iss: 'https://other.example.com' }),
    audience: () => sign({ ...claims, aud: 'another-client' }),
    'more-audiences': () => sign({ ...claims, aud: [CLIENT.id, 'another-client'] }),
    expired: () => sign({ ...claims, iat: hourAgo - 60, exp: hourAgo }),
    'foreign-key': () => sign(claims, foreignKeys.privateKey),
    unsigned: async () => new UnsecuredJWT(claims).encode(),
    'client-secret': () =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(CLIENT.secret)),
    subject: () => sign({ ...claims, sub: 'somebody-else' }),
  };
  return await (lie === 'none-at-all' ? sign(claims) : tokens[lie]());
}
