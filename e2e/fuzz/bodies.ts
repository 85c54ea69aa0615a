import fc from 'fast-check';
import { digestOf } from '#lib/oci/digest.ts';
import { DOCKER_IMAGE, OCI_IMAGE, OCI_INDEX } from '#lib/oci/media-types.ts';
import { IMAGE, INDEX, REFERRER } from './ground.ts';

/** Bytes as latin1 text, so that a failing example can be read. */
export type Body = { text: string; type: string | null };

const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const bytesAsText = (length: number) =>
  fc.uint8Array({ maxLength: length }).map((bytes) => Buffer.from(bytes).toString('latin1'));

export const digests = fc.oneof(
  fc.constantFrom(IMAGE.digest, INDEX.digest, REFERRER.digest, ...IMAGE.blobs.map(({ digest }) => digest)),
  fc.integer({ min: 0, max: 9 }).map((number) => digestOf(Buffer.from(`small ${number}`))),
  fc.constantFrom(
    'sha256:',
    `sha256:${'A'.repeat(64)}`,
    `sha512:${'a'.repeat(128)}`,
    `sha256:${'a'.repeat(65)}`,
    'md5:x',
  ),
);

/** What a value in a manifest can be replaced by: all kinds, and what stores and languages trip over. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  digests,
  fc.constantFrom<unknown>(
    null,
    -1,
    0,
    1.5,
    1e21,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER + 1,
    '',
    'a\0b',
    '\ud800',
    '\u2028',
    'x'.repeat(300),
    [],
    {},
    [[]],
    { __proto__: 1 },
    { ['__proto__']: 'x', constructor: 'y', toString: 'z' },
  ),
);

type Json = Record<string, unknown>;
const parsed = ({ bytes }: { bytes: Buffer }) => JSON.parse(bytes.toString()) as Json;
const FIELDS = [
  'schemaVersion',
  'mediaType',
  'artifactType',
  'config',
  'layers',
  'manifests',
  'subject',
  'annotations',
];
const IN_DESCRIPTOR = [
  'mediaType',
  'digest',
  'size',
  'platform',
  'annotations',
  'artifactType',
  'urls',
  'data',
];

type Change = { field: string; inner: string | null; value: unknown; remove: boolean };

const changes = fc.array(
  fc.record<Change>({
    field: fc.constantFrom(...FIELDS),
    inner: fc.option(fc.constantFrom(...IN_DESCRIPTOR)),
    value: odd,
    remove: fc.boolean(),
  }),
  { maxLength: 3 },
);

function changed(manifest: Json, { field, inner, value, remove }: Change): Json {
  const copy = structuredClone(manifest);
  const target = inner === null ? copy : firstObject(copy[field]);
  const key = inner ?? field;
  if (!target) return copy;
  if (remove) delete target[key];
  else target[key] = value;
  return copy;
}

function firstObject(value: unknown): Json | null {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'object' && one !== null ? (one as Json) : null;
}

const types = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(OCI_IMAGE, OCI_INDEX) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      DOCKER_IMAGE,
      `${OCI_IMAGE}; charset=utf-8`,
      OCI_IMAGE.toUpperCase(),
      'application/json',
      'text/html',
      ';',
    ),
  },
);

const mutatedManifest = fc
  .tuple(fc.constantFrom(IMAGE, INDEX, REFERRER), changes, fc.option(types, { freq: 8 }))
  .map(([manifest, steps, type]) => ({
    text: latin1(JSON.stringify(steps.reduce(changed, parsed(manifest)))),
    type: type ?? manifest.mediaType,
  }));

/** The text of a manifest with a piece of it replaced: twice the same key, a BOM, half a character, an end too early. */
const brokenManifest = fc
  .tuple(
    fc.constantFrom(IMAGE, INDEX, REFERRER),
    fc.nat(400),
    fc.nat(3),
    fc.constantFrom(
      '{"schemaVersion":2,',
      '\xef\xbb\xbf',
      '\xff',
      '\xed\xa0\x80',
      '"',
      '}',
      ',',
      '',
      '9'.repeat(400),
      '['.repeat(2_000),
    ),
  )
  .map(([{ bytes, mediaType }, at, length, piece]) => {
    const text = bytes.toString('latin1');
    return { text: text.slice(0, at) + piece + text.slice(at + length), type: mediaType };
  });

/** Mostly good ones: what is wrong is refused before much has happened. */
export const manifests: fc.Arbitrary<Body> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(IMAGE, INDEX, REFERRER)
      .map(({ bytes, mediaType }) => ({ text: bytes.toString('latin1'), type: mediaType })),
  },
  { weight: 5, arbitrary: mutatedManifest },
  { weight: 1, arbitrary: brokenManifest },
);

const FORM = 'application/x-www-form-urlencoded';
const form = fc.tuple(digests, digests).map(([mount, digest]) => ({
  text: `mount=${mount}&from=secret/app&digest=${digest}&_state=x`,
  type: FORM,
}));

const small = fc.nat(9).map((number) => ({ text: `small ${number}`, type: 'application/octet-stream' }));

const junk = fc.tuple(
  fc.oneof(bytesAsText(200), fc.json().map(latin1)),
  fc.constantFrom(null, FORM, 'application/json', 'multipart/form-data; boundary=x', OCI_IMAGE),
);

export const bodies: fc.Arbitrary<Body> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ text: '', type: null }) },
  { weight: 5, arbitrary: manifests },
  { weight: 2, arbitrary: small },
  { weight: 1, arbitrary: form },
  { weight: 1, arbitrary: junk.map(([text, type]) => ({ text, type })) },
);
