import fc from 'fast-check';
import { digestOf } from '#lib/oci/digest.ts';
import { bodies, digests, manifests, type Body } from './bodies.ts';
import { IMAGE, INDEX, REFERRER } from './ground.ts';
import { UPLOAD } from './targets.ts';

/** Method, path and body that go together, as a client's would: what is odd comes from the rest of the request. */
export type Sensible = { method: string; target: string; body: Body };

const NOTHING: Body = { text: '', type: null };

const names = fc.constantFrom(
  'open/app',
  'secret/app',
  'dora/app',
  'dora/app',
  'gil/app',
  'dora/blobs/uploads',
);
const there = fc.constantFrom('v1', 'multi', IMAGE.digest, INDEX.digest, REFERRER.digest);
const blobs = fc.constantFrom(...IMAGE.blobs.map(({ digest }) => digest));
const looks = fc.constantFrom('GET', 'GET', 'HEAD');
const pieces = fc.nat(9).map((number) => ({ text: `small ${number}`, type: 'application/octet-stream' }));
const digestIn = ({ text }: Body) => digestOf(Buffer.from(text, 'latin1'));

const reads = fc
  .tuple(looks, names, there, blobs, fc.nat(4))
  .map(([method, name, reference, blob, kind]) => ({
    method,
    target: [
      `/v2/${name}/manifests/${reference}`,
      `/v2/${name}/blobs/${blob}`,
      `/v2/${name}/blobs/${blob}`,
      `/v2/${name}/tags/list?n=1`,
      `/v2/${name}/referrers/${IMAGE.digest}?artifactType=application/vnd.example`,
    ][kind]!,
    body: NOTHING,
  }));

const manifestWrites = fc
  .tuple(names, fc.constantFrom('v1', 'new', 'multi', 'by digest'), manifests)
  .map(([name, reference, body]) => ({
    method: 'PUT',
    target: `/v2/${name}/manifests/${reference === 'by digest' ? digestIn(body) : reference}`,
    body,
  }));

const uploads = fc
  .tuple(names, pieces, fc.oneof(blobs, digests), fc.nat(8))
  .map(([name, piece, digest, kind]): Sensible => {
    const start = `/v2/${name}/blobs/uploads/`;
    const all: Sensible[] = [
      { method: 'POST', target: `${start}?digest=${digestIn(piece)}`, body: piece },
      { method: 'POST', target: `${start}?mount=${digest}&from=secret/app`, body: NOTHING },
      { method: 'POST', target: `${start}?mount=${digest}`, body: NOTHING },
      { method: 'PATCH', target: UPLOAD, body: piece },
      { method: 'PUT', target: `${UPLOAD}&digest=${digestIn(piece)}`, body: piece },
      { method: 'GET', target: UPLOAD, body: NOTHING },
      { method: 'DELETE', target: UPLOAD, body: NOTHING },
    ];
    return all[kind] ?? { method: 'POST', target: start, body: NOTHING };
  });

const deletes = fc.tuple(names, there, fc.nat(9)).map(([name, reference, number]) => ({
  method: 'DELETE',
  target:
    number < 5
      ? `/v2/${name}/manifests/${reference}`
      : `/v2/${name}/blobs/${digestOf(Buffer.from(`small ${number}`))}`,
  body: NOTHING,
}));

const others = fc.tuple(names, bodies).map(([name, { text }]) => ({
  method: text === '' ? 'GET' : 'POST',
  target: text === '' ? `/token?scope=repository:${name}:pull,push` : '/token',
  body: { text: text === '' ? '' : `grant_type=password&${text}`, type: 'application/x-www-form-urlencoded' },
}));

export const sensible: fc.Arbitrary<Sensible> = fc.oneof(
  { weight: 5, arbitrary: reads },
  { weight: 5, arbitrary: manifestWrites },
  { weight: 7, arbitrary: uploads },
  { weight: 1, arbitrary: deletes },
  { weight: 1, arbitrary: others },
);
