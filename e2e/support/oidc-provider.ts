import { join } from 'node:path';
import { answers, freePort, startChild } from './child.ts';
import { CookieJar } from './cookie-jar.ts';

export const CLIENT = { id: 'lighter', secret: 'a secret of lighter & co' };

/** What an ID token may have wrong with it. */
export type Lie =
  | 'none-at-all'
  | 'nonce'
  | 'issuer'
  | 'audience'
  | 'more-audiences'
  | 'expired'
  | 'foreign-key'
  | 'unsigned'
  | 'client-secret'
  | 'subject';

export type OidcProvider = {
  issuer: string;
  /** What is true of somebody, by the name that they sign in with there. */
  tell: (name: string, claims: Record<string, unknown>) => Promise<void>;
  lie: (kind: Lie) => Promise<void>;
  /** Goes through its pages as a browser would: the address that it sends back to, with the code. */
  signIn: (url: string, name: string) => Promise<string>;
  /** Presses Cancel there. */
  decline: (url: string) => Promise<string>;
  stop: () => Promise<void>;
  start: () => Promise<void>;
};

/** Starts a provider that sends people back to these addresses only. */
export async function startOidcProvider(redirectUris: string[]): Promise<OidcProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const program = join(import.meta.dirname, 'oidc-provider-program.ts');
  const command = [process.execPath, program, JSON.stringify({ port, redirectUris })];
  const launch = () =>
    startChild('oidc-provider', command, process.env, () =>
      answers(`${issuer}/.well-known/openid-configuration`),
    );
  let child = await launch();
  const post = async (path: string, body: unknown) => {
    await fetch(`${issuer}/test/${path}`, { method: 'POST', body: JSON.stringify(body) });
  };
  return {
    issuer,
    tell: (name, claims) => post(`people/${name}`, claims),
    lie: (kind) => post(`lie/${kind}`, {}),
    signIn: (url, name) => walk(issuer, url, name),
    decline: (url) => walk(issuer, url, null),
    stop: () => child.kill('SIGTERM'),
    start: async () => {
      child = await launch();
    },
  };
}

/** Pages and redirections of one sign-in; more would be a loop. */
const MAX_STEPS = 12;

/** Follows what it answers, and sends each form that it shows, until it sends the browser away. `name` null: cancels. */
async function walk(issuer: string, url: string, name: string | null): Promise<string> {
  const jar = new CookieJar();
  const visit = async (address: string, form?: Record<string, string>) => {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: jar.toString() },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    jar.take(response);
    return { response, text: await response.text() };
  };
  let answer = await visit(url);
  for (let step = 0; step < MAX_STEPS; step++) {
    const location = answer.response.headers.get('location');
    if (location !== null) {
      const next = new URL(location, issuer);
      if (next.origin !== issuer) return next.href;
      answer = await visit(next.href);
      continue;
    }
    const [, action] = /<form[^>]*action="([^"]+)"/.exec(answer.text) ?? [];
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(answer.text) ?? [];
    if (!action || !prompt) throw new Error(`The provider shows something else:\n${answer.text}`);
    answer =
      name === null
        ? await visit(new URL(`${new URL(action, issuer).pathname}/abort`, issuer).href)
        : await visit(new URL(action, issuer).href, { prompt, login: name, password: 'any' });
  }
  throw new Error('The provider sends the browser round in circles');
}
