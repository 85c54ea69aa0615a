import fc from 'fast-check';
import { METHODS } from 'node:http';
import { bodies, type Body } from './bodies.ts';
import { IMAGE, INDEX, PRINCIPALS, type PrincipalName } from './ground.ts';
import { sensible, type Sensible } from './sensible.ts';
import { targets } from './targets.ts';
import { CANARY } from './well-formed.ts';

/**
 * How the body is sent. `length`, `chunked`: legally. `both`, `short`, `long`, `bad chunk`: as nobody may. `cut`: the client goes away
 * in the middle. `garbled`: legally but for one piece of the whole request, `splice`.
 */
export type Framing =
  'none' | 'length' | 'chunked' | 'both' | 'short' | 'long' | 'bad chunk' | 'cut' | 'garbled';

/** `as`: with the credentials of the one who has the connection; null: with what is in `headers`. */
export type FuzzRequest = {
  method: string;
  target: string;
  version: string;
  headers: [name: string, value: string][];
  authorized: boolean;
  host: string;
  body: Body;
  framing: Framing;
  splice: { at: number; remove: number; piece: string };
};

const methods = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('GET', 'GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE') },
  { weight: 1, arbitrary: fc.constantFrom(...METHODS, 'get', 'GETS', 'PRI', 'X-Y') },
);

const printable = fc.string({
  unit: fc.constantFrom(...'abcXYZ019 ,;:=/"\'()<>@[]{}\\%+*&\t\xe9\xff'),
  maxLength: 30,
});
const odd = printable.map((text) => `${CANARY}${text}`);

const headerValues: Record<string, fc.Arbitrary<string>> = {
  range: fc.oneof(
    fc.tuple(fc.nat(300), fc.nat(300)).map(([from, to]) => `bytes=${from}-${to}`),
    fc.constantFrom(
      'bytes=0-',
      'bytes=-1',
      'bytes=-0',
      'bytes=abc',
      'bytes=0-0,1-1',
      'bytes=9999999999999999-',
      'items=0-1',
      '',
    ),
  ),
  'if-range': fc.constantFrom(`"${IMAGE.digest}"`, 'x', 'Tue, 24 Nov 2026 00:00:00 GMT'),
  'content-range': fc.oneof(
    fc.tuple(fc.nat(12), fc.nat(12)).map(([from, to]) => `${from}-${to}`),
    fc.constantFrom('0-6', 'bytes 0-6/7', '0-6,0-6', '9999999999999999-9999999999999999', 'x'),
  ),
  accept: fc.oneof(fc.constantFrom('*/*', 'text/html', 'application/json', ''), odd),
  'accept-encoding': fc.constantFrom('gzip', 'br', 'br;q=0, gzip', '*', 'x'),
  'if-none-match': fc.constantFrom('*', `"${IMAGE.digest}"`, `W/"${INDEX.digest}", "x"`, '"'),
  expect: fc.constantFrom('100-continue', '100-Continue', 'x'),
  connection: fc.constantFrom(
    'keep-alive',
    'close',
    'content-length',
    'host, authorization',
    'transfer-encoding',
    CANARY,
  ),
  upgrade: fc.constantFrom('h2c', 'websocket'),
  'content-encoding': fc.constantFrom('gzip', 'identity'),
  'x-forwarded-for': fc.oneof(fc.constantFrom('1.2.3.4', '127.0.0.1'), odd),
  'x-forwarded-host': odd,
  'x-forwarded-proto': fc.constantFrom('https', 'gopher'),
  'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
  'x-original-url': fc.constantFrom('/v2/secret/app/manifests/v1', '/metrics'),
  'x-request-id': odd,
  'x-nonce': odd,
  'docker-content-digest': fc.constantFrom(IMAGE.digest),
  'docker-upload-uuid': odd,
  location: odd,
  cookie: odd,
  te: fc.constantFrom('trailers', 'gzip'),
  trailer: fc.constantFrom('content-length', 'authorization'),
  authorization: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'Bearer x',
        'Bearer a.b.c',
        'Bearer',
        'Basic !',
        'Basic Og==',
        'Digest x',
        '',
        'Bearer eyJhbGciOiJub25lIn0.e30.',
      ),
    },
    {
      weight: 3,
      arbitrary: fc
        .base64String({ maxLength: 60 })
        .map((text) => `Bearer eyJhbGciOiJIUzI1NiJ9.${text}.${text}`),
    },
    { weight: 1, arbitrary: printable },
  ),
  __proto__x: odd,
};

const headers = fc.array(
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .constantFrom(
          ...Object.keys(headerValues),
          'range',
          'range',
          'range',
          'if-none-match',
          'if-none-match',
          'content-range',
        )
        .chain((name) => headerValues[name]!.map((value): [string, string] => [name, value])),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('__proto__', 'constructor', 'x-canary', "a!#$%&'*+.^_`|~b"), odd),
    },
  ),
  { maxLength: 2 },
);

const framings = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom<Framing>('length', 'length', 'chunked', 'none') },
  { weight: 2, arbitrary: fc.constantFrom<Framing>('both', 'short', 'long', 'bad chunk', 'cut') },
  { weight: 1, arbitrary: fc.constant<Framing>('garbled') },
);

const hosts = fc.oneof(
  { weight: 20, arbitrary: fc.constant('registry.example') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'a b',
      'a"b',
      'x:99999',
      '[::1]:80',
      '[::1',
      'evil.example/v2',
      'a@b',
      'xn--',
      '%41',
      '1.2.3.4.5',
      '0x7f.1',
      'a,b',
    ),
  },
);

/** What a request is about: as a client would put it, or everything at random. */
const abouts: fc.Arbitrary<Sensible> = fc.oneof(
  { weight: 6, arbitrary: sensible },
  { weight: 5, arbitrary: fc.record({ method: methods, target: targets, body: bodies }) },
);

/** How it is sent. */
const manners = fc.record({
  version: fc.oneof(
    { weight: 30, arbitrary: fc.constant('1.1') },
    { weight: 1, arbitrary: fc.constantFrom('1.0', '0.9', '2.0', '1.2') },
  ),
  headers,
  authorized: fc.nat(9).map((number) => number > 0),
  host: hosts,
  framing: framings,
  splice: fc.record({
    at: fc.nat(600),
    remove: fc.nat(4),
    piece: fc.oneof(
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        '\0',
        ' ',
        ':',
        '\t',
        '\r\n ',
        '\r\n\r\n',
        'GET / HTTP/1.1\r\n',
        '\x01',
        '\x7f',
        '\xff',
      ),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    ),
  }),
});

const requests: fc.Arbitrary<FuzzRequest> = fc
  .tuple(abouts, manners)
  .map(([about, manner]) => ({ ...about, ...manner }));

/** What one client sends, one after the other. */
export type Session = { who: PrincipalName; requests: FuzzRequest[] };

export function sessions(length: number): fc.Arbitrary<Session> {
  return fc.record({
    who: fc.constantFrom(...PRINCIPALS),
    requests: fc.array(requests, { minLength: 1, maxLength: length, size: 'max' }),
  });
}
