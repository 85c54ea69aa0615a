import { contentsOf } from './layout.ts';
import type { Content, Image, ImageIndex } from './images.ts';
import { isManifestType } from '#lib/oci/media-types.ts';

const PUSHES_AT_ONCE = 8;

/** Where and as whom to push: `authorization` is the whole header, for a registry that asks for one. */
export type Target = { url: string; repository: string; authorization?: string };

/**
 * Pushes by plain HTTP (distribution spec 1.1, "Pushing"): for tests that need hundreds of tags, where a client's
 * process each would take minutes. What clients themselves do is tested with clients.
 */
export async function push(target: Target, tag: string, image: Image | ImageIndex): Promise<void> {
  for (const content of contentsOf(image)) {
    await (isManifestType(content.mediaType)
      ? putManifest(target, content === image ? tag : content.digest, content)
      : putBlob(target, content));
  }
}

/** Pushes many tags, a few at a time. */
export async function pushAll(target: Target, images: Record<string, Image | ImageIndex>): Promise<void> {
  const waiting = Object.entries(images);
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await push(target, ...next);
  };
  await Promise.all(Array.from({ length: PUSHES_AT_ONCE }, lane));
}

export async function putManifest(target: Target, reference: string, manifest: Content): Promise<void> {
  await ask(
    target,
    'PUT',
    `/v2/${target.repository}/manifests/${reference}`,
    manifest.bytes,
    manifest.mediaType,
  );
}

/** Monolithic upload in two requests, skipped where the blob is there. */
export async function putBlob(target: Target, blob: Content): Promise<void> {
  const there = await send(target, 'HEAD', `/v2/${target.repository}/blobs/${blob.digest}`);
  if (there.ok) return;
  const started = await ask(target, 'POST', `/v2/${target.repository}/blobs/uploads/`);
  const upload = new URL(started.headers.get('location') ?? '', target.url);
  upload.searchParams.set('digest', blob.digest);
  await ask(target, 'PUT', upload.href, blob.bytes, 'application/octet-stream');
}

/** A bearer token for the scopes, from the realm that the registry names in its challenge. */
export async function bearer(
  url: string,
  name: string,
  password: string,
  ...scopes: string[]
): Promise<string> {
  const challenge = (await fetch(new URL('/v2/', url))).headers.get('www-authenticate') ?? '';
  const realm = new URL(/realm="([^"]+)"/.exec(challenge)?.[1] ?? '/token', url);
  const service = /service="([^"]+)"/.exec(challenge)?.[1];
  if (service) realm.searchParams.set('service', service);
  for (const scope of scopes) realm.searchParams.append('scope', scope);
  const answer = await fetch(realm, { headers: { authorization: basic(name, password) } });
  if (!answer.ok) throw new Error(`${realm.href} answered ${answer.status}: ${await answer.text()}`);
  return `Bearer ${((await answer.json()) as { token: string }).token}`;
}

export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

async function ask(
  target: Target,
  method: string,
  path: string,
  body?: Buffer,
  type?: string,
): Promise<Response> {
  const answer = await send(target, method, path, body, type);
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  await answer.body?.cancel();
  return answer;
}

async function send(
  target: Target,
  method: string,
  path: string,
  body?: Buffer,
  type?: string,
): Promise<Response> {
  return fetch(new URL(path, target.url), {
    method,
    headers: {
      ...(type ? { 'content-type': type } : {}),
      ...(target.authorization ? { authorization: target.authorization } : {}),
    },
    body: body ? new Uint8Array(body) : null,
  });
}
