import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import type { Image } from '../../e2e/support/images.ts';
import { buildImage, busyboxImage, busyboxIndex, imageIndex, json } from '../../e2e/support/images.ts';
import { pushThroughServices, ROOT } from '../../e2e/support/service-push.ts';
import { getManifest } from './get-manifest.ts';

const get = (reference: string) => getManifest(ROOT, { repository: 'detail/app', reference });
const push = (tag: string, image: Parameters<typeof pushThroughServices>[2]) =>
  pushThroughServices('detail/app', tag, image);

describe('an image', () => {
  let image: Image;
  beforeAll(async () => {
    image = await busyboxImage({ version: '1.2.3' });
    await push('1.2.3', image);
    await push('latest', image);
  });

  it('is the same by tag and by digest, with its tags', async () => {
    const detail = await get('1.2.3');
    expect(detail).toEqual(await get(image.digest));
    expect(detail).toMatchObject({
      digest: image.digest,
      kind: 'image',
      platform: 'linux/amd64',
      tags: ['latest', '1.2.3'],
      children: [],
      pushedBy: 'root',
      manifestSize: image.size,
      size: image.blobs.reduce((sum, blob) => sum + blob.size, 0),
    });
    expect(detail.rawManifest).toBe(image.bytes.toString());
    expect(detail.rawConfig).toBe(image.blobs[0]!.bytes.toString());
  });

  it('tells its build, each layer at the step that made it', async () => {
    const { steps, layers } = await get('1.2.3');
    const [, root, settings, page] = image.blobs;
    expect(steps.map((step) => [step.instruction, step.layer?.digest ?? null])).toEqual([
      ['ADD rootfs.tar /', root!.digest],
      ['ENV PATH=/bin', null],
      ['COPY etc/ /etc/', settings!.digest],
      ['ENV APP_VERSION=1.2.3', null],
      ['WORKDIR /srv', null],
      ['COPY index.html /srv/', page!.digest],
      ['CMD ["httpd" "-f" "-h" "/srv"]', null],
    ]);
    expect(layers.map((layer) => layer.size)).toEqual([root!.size, settings!.size, page!.size]);
  });

  it('tells what its containers run with', async () => {
    expect((await get('latest')).config).toMatchObject({
      cmd: ['httpd', '-f', '-h', '/srv'],
      workingDir: '/srv',
      env: [
        { name: 'PATH', value: '/bin' },
        { name: 'APP_VERSION', value: '1.2.3' },
      ],
      labels: { 'org.opencontainers.image.version': '1.2.3' },
    });
  });
});

it('lists the platforms of an index, and which are stored', async () => {
  const index = await busyboxIndex('multi');
  await push('multi', index);
  const detail = await get('multi');
  expect(detail).toMatchObject({ kind: 'index', platform: null, steps: [], config: null, tags: ['multi'] });
  expect(detail.children.map((child) => [child.digest, child.platform, child.stored])).toEqual([
    [index.images[0]!.digest, 'linux/amd64', true],
    [index.images[1]!.digest, 'linux/arm64', true],
  ]);
  const [amd64, arm64] = await Promise.all(detail.children.map((child) => get(child.digest)));
  expect([amd64!.platform, arm64!.platform]).toEqual(['linux/amd64', 'linux/arm64']);
  expect(detail.children.map((child) => child.size)).toEqual([amd64!.size, arm64!.size]);
  expect(detail.size).toBe(amd64!.size);

  await query('UPDATE manifest SET hidden = true WHERE digest = $1', [index.images[1]!.digest]);
  expect((await get('multi')).children.map((child) => [child.stored, child.size])).toEqual([
    [true, amd64!.size],
    [false, null],
  ]);
  await expect(get(index.images[1]!.digest)).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
});

it('marks attestations, which are no platforms', async () => {
  const plain = buildImage('amd64', {}, [{ instruction: 'CMD ["x"]' }]);
  const plainIndex = imageIndex([plain]);
  const manifests = JSON.parse(plainIndex.bytes.toString()) as { manifests: Record<string, unknown>[] };
  manifests.manifests.push({
    ...manifests.manifests[0],
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': plain.digest,
    },
  });
  await push('attested', { ...json(plainIndex.mediaType, manifests), images: [plain] });
  expect((await get('attested')).children).toMatchObject([
    { platform: 'linux/amd64', referenceType: null, referenceDigest: null },
    { platform: null, referenceType: 'attestation-manifest', referenceDigest: plain.digest },
  ]);
});

it.each([
  ['nothing', 'MANIFEST_UNKNOWN'],
  [`sha256:${'0'.repeat(64)}`, 'MANIFEST_UNKNOWN'],
  ['sha256:short', 'DIGEST_INVALID'],
  ['no tag', 'TAG_INVALID'],
])('answers %s with %s', async (reference, code) => {
  await expect(get(reference)).rejects.toMatchObject({ code });
});
