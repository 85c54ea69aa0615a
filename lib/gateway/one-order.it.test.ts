import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { startGateway, type Gateway } from '../../e2e/support/lighter.ts';
import { push } from '../../e2e/support/push.ts';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { headManifest } from '#lib/registry/manifests.ts';

const REPOSITORY = 'olga/app';
const PUSHES = 16;

let gateways: Gateway[];
let olga: Account;
const images = smallImages(PUSHES, 'one order');

beforeAll(async () => {
  const { databaseUrl, registryUrl } = env();
  const environment = { DATABASE_URL: databaseUrl!, REGISTRY_URL: registryUrl! };
  gateways = await Promise.all([startGateway(environment), startGateway(environment)]);
  olga = await makeAccount('olga');
  const target = { url: gateways[0]!.url, repository: REPOSITORY, authorization: olga.basic };
  for (const image of images) await push(target, image.digest, image);
});

afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

it('pushes of one tag at once, through two gateways, have one order and one history', async () => {
  const put = ({ bytes, mediaType }: (typeof images)[number], number: number) =>
    ask(gateways[number % 2]!.url, `PUT /v2/${REPOSITORY}/manifests/latest`, {
      as: olga.basic,
      body: bytes,
      headers: { 'content-type': mediaType },
    });
  const answers = await Promise.all(images.map(put));
  expect(answers.map(({ status }) => status)).toEqual(images.map(() => 201));

  const events = await query<{ from: string | null; to: string }>(
    `SELECT from_digest AS from, to_digest AS to FROM tag_event WHERE tag = 'latest' ORDER BY id`,
  );
  expect(events.map(({ to }) => to).sort()).toEqual(images.map(({ digest }) => digest).sort());
  expect(events.map(({ from }) => from)).toEqual([null, ...events.slice(0, -1).map(({ to }) => to)]);
  const last = events.at(-1)!.to;
  expect(await headManifest(REPOSITORY, 'latest')).toBe(last);
  for (const { url } of gateways) {
    const answer = await ask(url, `HEAD /v2/${REPOSITORY}/manifests/latest`, { as: olga.basic });
    expect(answer.headers['docker-content-digest']).toBe(last);
  }
});
