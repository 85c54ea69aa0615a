import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { env } from '#lib/env/env.ts';
import { ask, makeAccount, tokenOf, type Account } from '../support/gateway.ts';
import { descriptor, imageIndex, json, smallImages, type Content, type Image } from '../support/images.ts';
import { startGateway, type Gateway } from '../support/lighter.ts';
import { startPassingProxy, type PassingProxy } from '../support/passing-proxy.ts';
import { push } from '../support/push.ts';
import { makeProjectWith } from '../support/rows.ts';
import { OCI_IMAGE } from '#lib/oci/media-types.ts';

export const PRINCIPALS = ['anonymous', 'guest', 'developer', 'admin'] as const;
export type PrincipalName = (typeof PRINCIPALS)[number];
export type Right = 'pull' | 'push' | 'delete';

/** What each may do by project (`*`: in all of them), written down apart from the product's own policy. */
export const RIGHTS: Record<PrincipalName, Record<string, Right[]>> = {
  anonymous: { open: ['pull'] },
  guest: { open: ['pull'], secret: ['pull'], gil: ['pull', 'push', 'delete'] },
  developer: { open: ['pull'], secret: ['pull', 'push'], dora: ['pull', 'push', 'delete'] },
  admin: { '*': ['pull', 'push', 'delete'] },
};

/** There, hidden, nowhere, and such as read like routes. */
export const REPOSITORIES = [
  'open/app',
  'secret/app',
  'dora/app',
  'gil/app',
  'ada/app',
  'nowhere/app',
  'busybox',
  'secret/a/manifests/b',
  'dora/blobs/uploads',
];

const [image, other] = smallImages(2, 'fuzz') as [Image, Image];
export const IMAGE = image;
export const INDEX = imageIndex([image, other]);
export const REFERRER: Content = json(OCI_IMAGE, {
  schemaVersion: 2,
  mediaType: OCI_IMAGE,
  artifactType: 'application/vnd.example',
  config: descriptor(image.blobs[0]!),
  layers: [],
  subject: descriptor(image),
});

export const UPSTREAM_USER = 'lighter';
const UPSTREAM_PASSWORD = 'password-of-the-upstream-registry';
const METRICS_TOKEN = 'token-of-the-metrics-endpoint-0123456789';
const HOOK_TOKEN = 'token-of-the-notifications-endpoint-0123456789';
const SECRET = 'secret-of-the-instance-that-signs-all-tokens';

/** Tokens live for 600 s; a long run gets new ones in between. */
const TOKEN_AGE_MS = 300_000;

export type Ground = {
  gateway: Gateway;
  upstream: PassingProxy;
  /** What the pages were asked, each with the bytes of its head. */
  pagesAsked: string[];
  authorizationOf: (who: PrincipalName) => Promise<string | undefined>;
  /** Puts back what a run may have deleted. */
  restore: () => Promise<void>;
  /** What must never be in a log, or go upstream. */
  secrets: () => string[];
  stop: () => Promise<void>;
};

/** A gateway in a process of its own between a recording upstream and recording pages, with people and images. */
export async function prepareGround(): Promise<Ground> {
  const upstream = await startPassingProxy(env().registryUrl!);
  const pages = await startPages();
  const gateway = await startGateway({
    REGISTRY_URL: upstream.url,
    REGISTRY_USERNAME: UPSTREAM_USER,
    REGISTRY_PASSWORD: UPSTREAM_PASSWORD,
    REGISTRY_NOTIFICATIONS_TOKEN: HOOK_TOKEN,
    METRICS_TOKEN,
    WEB_URL: pages.url,
    LIGHTER_SECRET: SECRET,
    LOG_LEVEL: 'debug',
  });
  const people = {
    guest: await makeAccount('gil'),
    developer: await makeAccount('dora'),
    admin: await makeAccount('ada', { admin: true }),
  };
  await makeProjectWith('open', 'public');
  await makeProjectWith('secret', 'private', [
    [people.guest, 'guest'],
    [people.developer, 'developer'],
  ]);
  const wallet = new Wallet(gateway.url, people);
  const ground: Ground = {
    gateway,
    upstream,
    pagesAsked: pages.asked,
    authorizationOf: (who) => wallet.authorizationOf(who),
    restore: async () => {
      for (const [repository, { basic }] of [
        ['open/app', people.admin],
        ['secret/app', people.admin],
        ['dora/app', people.developer],
      ] as const) {
        const target = { url: gateway.url, repository, authorization: basic };
        await push(target, 'v1', image);
        await push(target, 'multi', INDEX);
        await push(target, REFERRER.digest, { ...REFERRER, blobs: image.blobs, architecture: 'amd64' });
      }
    },
    secrets: () => [UPSTREAM_PASSWORD, METRICS_TOKEN, HOOK_TOKEN, SECRET, ...wallet.secrets],
    stop: async () => {
      await gateway.stop();
      await pages.close();
      await upstream.close();
    },
  };
  await ground.restore();
  return ground;
}

/** The `Authorization` that upstream must get from the gateway, and no other. */
export const UPSTREAM_AUTHORIZATION = `Basic ${Buffer.from(`${UPSTREAM_USER}:${UPSTREAM_PASSWORD}`).toString('base64')}`;

class Wallet {
  readonly secrets: string[] = [];
  readonly #tokens = new Map<PrincipalName, { at: number; authorization: string }>();
  readonly #url: string;
  readonly #people: Record<Exclude<PrincipalName, 'anonymous'>, Account>;

  constructor(url: string, people: Record<Exclude<PrincipalName, 'anonymous'>, Account>) {
    this.#url = url;
    this.#people = people;
    for (const { password, basic } of Object.values(people))
      this.secrets.push(password, basic.split(' ')[1]!);
  }

  async authorizationOf(who: PrincipalName): Promise<string | undefined> {
    if (who === 'anonymous') return undefined;
    if (who === 'admin') return this.#people.admin.basic;
    const known = this.#tokens.get(who);
    if (known && Date.now() - known.at < TOKEN_AGE_MS) return known.authorization;
    const scopes = REPOSITORIES.map((name) => `repository:${name}:*`);
    const authorization = await tokenOf(this.#url, this.#people[who], ...scopes, 'registry:catalog:*');
    this.secrets.push(authorization.split(' ')[1]!);
    this.#tokens.set(who, { at: Date.now(), authorization });
    return authorization;
  }
}

/** In place of the pages: takes everything, and notes it. */
async function startPages(): Promise<{ url: string; asked: string[]; close: () => Promise<void> }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}\n${request.rawHeaders.join('\n')}`);
    request
      .resume()
      .once('end', () => response.writeHead(200, { 'content-type': 'text/html' }).end('a page'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** That the gateway is the same process as before, and well. */
export async function isWell({ gateway }: Ground, pid: number): Promise<boolean> {
  return gateway.pid() === pid && (await ask(gateway.url, 'GET /healthz')).status === 200;
}
