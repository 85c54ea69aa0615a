import http from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { hashPassword } from '#lib/auth/password.ts';
import { query } from '#lib/db/pool.ts';
import { transaction } from '#lib/db/transaction.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { startGateway } from '#lib/gateway/main.ts';
import { insertAccount } from '#lib/services/insert-account.ts';
import { basic, bearer } from './push.ts';

/** The gateway in this process, so that a test can look at what it wrote; `env` is added to its environment. */
export async function gatewayHere(
  env: Record<string, string> = {},
): Promise<{ url: string; host: string; close: () => Promise<void> }> {
  completeEnvironment({ PORT: '0', HOST: '127.0.0.1', ...env });
  const gateway = await startGateway();
  const host = `127.0.0.1:${gateway.port}`;
  return { url: `http://${host}`, host, close: () => gateway.close() };
}

export type Account = { id: number; name: string; password: string; basic: string };

/** A user with a password. */
export async function makeAccount(name: string, { admin = false } = {}): Promise<Account> {
  const password = `password of ${name}`;
  const passwordHash = await hashPassword(password);
  const { id } = await transaction((tx) => insertAccount(tx, { name, email: null, passwordHash, admin }));
  return { id, name, password, basic: basic(name, password) };
}

/** The `Authorization` of an account with a token for the scopes. */
export function tokenOf(url: string, account: Account, ...scopes: string[]): Promise<string> {
  return bearer(url, account.name, account.password, ...scopes);
}

export type Answered = { status: number; headers: IncomingHttpHeaders; body: Buffer; text: string };

/** One request, sent exactly as it is written: `fetch` would tidy its path. */
export async function ask(
  url: string,
  request: string,
  options: { headers?: Record<string, string>; body?: string | Buffer; as?: string | undefined } = {},
): Promise<Answered> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const { hostname, port } = new URL(url);
  const authorization: Record<string, string> = options.as ? { authorization: options.as } : {};
  const body = options.body === undefined ? undefined : Buffer.from(options.body);
  const length: Record<string, string> = body ? { 'content-length': String(body.length) } : {};
  return new Promise((resolve, reject) => {
    const sent = http.request({
      hostname,
      port,
      method,
      path,
      headers: { ...length, ...authorization, ...options.headers },
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: bytes,
          text: bytes.toString(),
        });
      });
    });
    sent.end(body);
  });
}

/** The code of an OCI error envelope. */
export function errorCode({ text }: Answered): string | undefined {
  return (JSON.parse(text) as { errors: { code: string }[] }).errors[0]?.code;
}

/** Makes or changes a membership, as an owner would. */
export async function setRole(project: string, account: Account, role: string): Promise<void> {
  await query(
    `INSERT INTO membership (project_id, user_id, role) SELECT id, $2, $3::role FROM project WHERE name = $1
     ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role`,
    [project, account.id, role],
  );
}
