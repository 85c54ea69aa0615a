// Issuers of OpenID Connect in a process of their own: `node issuer-program.ts PORT` serves one below each path (`/ci`), with its discovery
// document and keys (OpenID Connect Discovery 1.0). POST /ci/sign {claims, key} signs, POST /ci/rotate makes a new key, GET /ci/asked says
// how often its keys were asked for, and /lying/… describes itself as another.
import http, { type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';

type Key = { privateKey: CryptoKey; jwk: JWK };
type Issuer = { current: Key; rogue: Key; asked: number };

const port = Number(process.argv[2]);
const issuers = new Map<string, Promise<Issuer>>();

async function newKey(kid?: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    privateKey,
    jwk: { ...jwk, alg: 'RS256', use: 'sig', kid: kid ?? (await calculateJwkThumbprint(jwk)) },
  };
}

/** `rogue`: a key of somebody else who says that it is this one. */
async function newIssuer(): Promise<Issuer> {
  const current = await newKey();
  return { current, rogue: await newKey(current.jwk.kid), asked: 0 };
}

async function answer(name: string, what: string, request: IncomingMessage): Promise<unknown> {
  const made = issuers.get(name) ?? newIssuer();
  issuers.set(name, made);
  const issuer = await made;
  const address = `http://127.0.0.1:${port}/${name}`;
  switch (what) {
    case '.well-known/openid-configuration':
      return { issuer: name === 'lying' ? `${address}/other` : address, jwks_uri: `${address}/keys` };
    case 'keys':
      issuer.asked++;
      return { keys: [issuer.current.jwk] };
    case 'asked':
      return issuer.asked;
    case 'rotate':
      issuer.current = await newKey();
      return null;
    case 'sign': {
      const asked = (await json(request)) as { claims: Record<string, unknown>; key: 'current' | 'rogue' };
      const { privateKey, jwk } = issuer[asked.key];
      return new SignJWT(asked.claims).setProtectedHeader({ alg: 'RS256', kid: jwk.kid! }).sign(privateKey);
    }
    default:
      return undefined;
  }
}

http
  .createServer((request, response) => {
    const [, name = '', ...rest] = (request.url ?? '').split('/');
    void answer(name, rest.join('/'), request).then((value) => {
      response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? null));
    });
  })
  .listen(port, '127.0.0.1');
