import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answered } from '../../e2e/support/gateway.ts';
import { ask, gatewayHere, makeAccount, type Account } from '../../e2e/support/gateway.ts';
import { smallImages, type Image } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';
import { lockTags } from '#lib/services/lock-tags.ts';
import { ACTOR, ROOT } from '../../e2e/support/service-push.ts';

const [one, two] = smallImages(2, 'gate-locks') as [Image, Image];
const REPOSITORY = 'lena/app';
let gateway: Awaited<ReturnType<typeof gatewayHere>>;
let lena: Account;

beforeAll(async () => {
  gateway = await gatewayHere();
  lena = await makeAccount('lena');
  const target = { url: gateway.url, repository: REPOSITORY, authorization: lena.basic };
  await push(target, 'v1', one);
  await push(target, 'v2', two);
  await lockTags({ principal: ROOT, actor: ACTOR }, { repository: REPOSITORY, tags: ['v1'] });
});
afterAll(() => gateway.close());

const manifest = (method: string, reference: string, image?: Image): Promise<Answered> =>
  ask(gateway.url, `${method} /v2/${REPOSITORY}/manifests/${reference}`, {
    as: lena.basic,
    ...(image && { body: image.bytes, headers: { 'content-type': image.mediaType } }),
  });

it('clients are told of a lock with the code that they show, and one sentence', async () => {
  const refused = [
    await manifest('PUT', 'v1', two),
    await manifest('DELETE', 'v1'),
    await manifest('DELETE', one.digest),
  ];
  for (const { status, text } of refused) {
    expect(status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({
      errors: [
        { code: 'DENIED', message: expect.stringMatching(/^The tag v1 is locked by root\. /) as string },
      ],
    });
  }
  expect((await manifest('HEAD', 'v1')).headers['docker-content-digest']).toBe(one.digest);
  expect((await manifest('PUT', 'v1', one)).status).toBe(201);
});
