import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { digestOf } from '#lib/oci/digest.ts';
import { OCI_CONFIG, OCI_IMAGE, OCI_INDEX } from '#lib/oci/media-types.ts';
import { findBusybox } from './busybox.ts';
import { tar } from './tar.ts';
import type { Entry } from './tar.ts';

const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** A fixed time: the same sources give the same digests on every run. */
const CREATED = '2026-01-15T08:30:00Z';

export type Content = { mediaType: string; digest: string; size: number; bytes: Buffer };
/** A manifest with the blobs it names (config first), and the architecture it is for. */
export type Image = Content & { blobs: Content[]; architecture: string };
/** An index with the images it names. */
export type ImageIndex = Content & { images: Image[] };

export type Platform = 'amd64' | 'arm64';

type Step = { instruction: string; files?: Entry[] };
type Settings = { Cmd?: string[]; Env?: string[]; WorkingDir?: string; Labels?: Record<string, string> };

/** A real image from a real busybox: three layers, seven history entries, about 1 MB. `version` makes it distinct. */
export async function busyboxImage(
  options: { architecture?: Platform; version?: string } = {},
): Promise<Image> {
  const { architecture = 'amd64', version = '1.0.0' } = options;
  const settings = {
    Env: ['PATH=/bin', `APP_VERSION=${version}`],
    Cmd: ['httpd', '-f', '-h', '/srv'],
    WorkingDir: '/srv',
    Labels: { 'org.opencontainers.image.version': version },
  };
  return buildImage(architecture, settings, [
    { instruction: 'ADD rootfs.tar / # buildkit', files: await rootFileSystem() },
    { instruction: 'ENV PATH=/bin' },
    {
      instruction: 'COPY etc/ /etc/ # buildkit',
      files: [directory('etc'), file('etc/os-release', `NAME=lighter-test\nID=${architecture}\n`)],
    },
    { instruction: `ENV APP_VERSION=${version}` },
    { instruction: 'WORKDIR /srv' },
    {
      instruction: 'COPY index.html /srv/ # buildkit',
      files: [directory('srv'), file('srv/index.html', `<h1>${version}</h1>\n`)],
    },
    { instruction: 'CMD ["httpd" "-f" "-h" "/srv"]' },
  ]);
}

/** `count` images of well under 1 kB with a digest of their own each: `seed` keeps the images of two calls apart. */
export function smallImages(count: number, seed = 'small'): Image[] {
  return Array.from({ length: count }, (_, number) =>
    buildImage('amd64', { Labels: { seed } }, [
      { instruction: 'COPY number /number', files: [file('number', `${seed} ${number}\n`)] },
    ]),
  );
}

/** The index over the images, one entry a platform. */
export function imageIndex(images: Image[]): ImageIndex {
  const manifests = images.map((image) => ({
    ...descriptor(image),
    platform: { os: 'linux', architecture: image.architecture },
  }));
  return { ...json(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests }), images };
}

/** The two-platform index of `busyboxImage`. */
export async function busyboxIndex(version = '1.0.0'): Promise<ImageIndex> {
  return imageIndex([
    await busyboxImage({ architecture: 'amd64', version }),
    await busyboxImage({ architecture: 'arm64', version }),
  ]);
}

export function buildImage(architecture: string, settings: Settings, steps: Step[]): Image {
  const tars = steps.flatMap((step) => (step.files ? [tar(step.files)] : []));
  const layers = tars.map((bytes) => content(OCI_LAYER, gzipSync(bytes, { level: 9 })));
  const config = json(OCI_CONFIG, {
    created: CREATED,
    architecture,
    os: 'linux',
    config: settings,
    rootfs: { type: 'layers', diff_ids: tars.map((bytes) => digestOf(bytes)) },
    history: steps.map(({ instruction, files }) => ({
      created: CREATED,
      created_by: instruction,
      ...(files ? {} : { empty_layer: true }),
    })),
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    config: descriptor(config),
    layers: layers.map(descriptor),
  };
  return { ...json(OCI_IMAGE, manifest), blobs: [config, ...layers], architecture };
}

export function descriptor({ mediaType, digest, size }: Content): {
  mediaType: string;
  digest: string;
  size: number;
} {
  return { mediaType, digest, size };
}

export function json(mediaType: string, value: unknown): Content {
  return content(mediaType, Buffer.from(JSON.stringify(value)));
}

function content(mediaType: string, bytes: Buffer): Content {
  return { mediaType, digest: digestOf(bytes), size: bytes.length, bytes };
}

async function rootFileSystem(): Promise<Entry[]> {
  const busybox = await readFile(await findBusybox());
  const applets = ['cat', 'echo', 'env', 'httpd', 'ls', 'sh', 'uname'];
  return [
    directory('bin'),
    { kind: 'file', path: 'bin/busybox', bytes: busybox, mode: 0o755 },
    ...applets.map((name): Entry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
    directory('tmp'),
  ];
}

function directory(name: string): Entry {
  return { kind: 'directory', path: `${name}/` };
}

function file(path: string, text: string): Entry {
  return { kind: 'file', path, bytes: Buffer.from(text) };
}
