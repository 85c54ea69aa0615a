import { join } from 'node:path';
import { childEnvironment } from '#lib/env/env.ts';
import { answers, freePort, startChild } from './child.ts';

/** An issuer of OpenID Connect; see issuer-program.ts. */
export type TestIssuer = {
  issuer: string;
  /** A token with those claims on top of sound ones; `rogue`: by a key that is not the issuer's. */
  sign: (claims?: Record<string, unknown>, key?: 'current' | 'rogue') => Promise<string>;
  rotate: () => Promise<void>;
  /** How often its keys were asked for. */
  asked: () => Promise<number>;
  keys: () => Promise<{ keys: Record<string, string>[] }>;
};

/** Starts the process of the issuers; each name has keys of its own. */
export async function startIssuers(): Promise<{
  of: (name: string) => TestIssuer;
  stop: () => Promise<void>;
}> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const program = [process.execPath, join(import.meta.dirname, 'issuer-program.ts'), String(port)];
  const child = await startChild('issuer', program, childEnvironment(), () => answers(`${origin}/up/asked`));
  return { of: (name) => issuerAt(`${origin}/${name}`), stop: () => child.kill('SIGTERM') };
}

function issuerAt(issuer: string): TestIssuer {
  const get = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await fetch(`${issuer}/${path}`, init)).json();
  return {
    issuer,
    sign: async (claims = {}, key = 'current') => {
      const now = Math.floor(Date.now() / 1000);
      const sound = { iss: issuer, aud: 'registry.test', iat: now, nbf: now, exp: now + 600 };
      const body = JSON.stringify({ claims: { ...sound, ...claims }, key });
      return (await get('sign', { method: 'POST', body })) as string;
    },
    rotate: async () => void (await get('rotate', { method: 'POST' })),
    asked: async () => (await get('asked')) as number,
    keys: async () => (await get('keys')) as { keys: Record<string, string>[] },
  };
}
