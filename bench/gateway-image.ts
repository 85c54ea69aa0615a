import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { skopeo } from '../e2e/support/clients.ts';
import type { Skopeo } from '../e2e/support/clients.ts';
import { json } from '../e2e/support/images.ts';
import type { Content, Image } from '../e2e/support/images.ts';
import { writeLayout } from '../e2e/support/layout.ts';
import { newFolder } from '../e2e/support/run-folder.ts';
import { descriptor } from '../e2e/support/images.ts';
import { digestOf } from '#lib/oci/digest.ts';
import { OCI_CONFIG, OCI_IMAGE } from '#lib/oci/media-types.ts';
import { inTurns } from './comparison.ts';
import type { Line } from './comparison.ts';
import type { Stand } from './gateway-stand.ts';

const LAYERS = 20;
const LAYER_BYTES = 256 * 1024;
const FACTOR = 1.15;
const OCI_TAR = 'application/vnd.oci.image.layer.v1.tar';

/** An image of many layers by skopeo, each time a new one: what is there already would be skipped. */
export async function imageLine(
  { gateway, bare, account }: Stand,
  { rounds }: { rounds: number },
): Promise<Line[]> {
  const client = skopeo();
  await client.login(gateway.host, account.name, account.password);
  const push = (host: string) => async () => pushNew(client, host);
  const found = await inTurns(2 * rounds, { bare: push(bare.host), lighter: push(gateway.host) });
  return [
    {
      work: `image of ${LAYERS} layers, skopeo`,
      unit: 'ms',
      lighter: found.lighter,
      others: [{ name: 'bare', median: found.bare }],
      bars: [{ text: `≤ ${FACTOR} × bare`, met: found.lighter <= FACTOR * found.bare }],
    },
  ];
}

async function pushNew(client: Skopeo, host: string): Promise<number> {
  const folder = join(newFolder('image'), 'layout');
  await writeLayout(folder, { v1: newImage() });
  const started = performance.now();
  await client.copy(`oci:${folder}:v1`, `docker://${host}/bench/layers:v1`);
  return performance.now() - started;
}

function newImage(): Image {
  const layers = Array.from({ length: LAYERS }, (): Content => {
    const bytes = randomBytes(LAYER_BYTES);
    return { mediaType: OCI_TAR, digest: digestOf(bytes), size: bytes.length, bytes };
  });
  const config = json(OCI_CONFIG, {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    config: descriptor(config),
    layers: layers.map(descriptor),
  };
  return { ...json(OCI_IMAGE, manifest), blobs: [config, ...layers], architecture: 'amd64' };
}
