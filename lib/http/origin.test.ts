import { afterEach, describe, expect, it } from 'vitest';
import { completeEnvironment } from '#lib/env/env.ts';
import { isOwnOrigin, requestOrigin } from './origin.ts';

afterEach(() => completeEnvironment({ PUBLIC_URL: undefined }));

const over = (host: string, proto = 'http') =>
  new Headers({ 'x-forwarded-host': host, 'x-forwarded-proto': proto });

describe('requestOrigin', () => {
  it.each([
    [undefined, 'localhost:8080', 'http', 'http://localhost:8080'],
    [undefined, 'Registry.Example:443', 'https', 'https://registry.example'],
    [undefined, '[::1]:8080', 'http', 'http://[::1]:8080'],
    ['https://registry.example', 'registry.example', 'http', 'https://registry.example'],
    ['https://registry.example', 'localhost:8080', 'http', 'http://localhost:8080'],
    [
      'https://registry.example, http://registry.example',
      'registry.example',
      'http',
      'http://registry.example',
    ],
  ])('with PUBLIC_URL %s, %s over %s is %s', (publicUrl, host, proto, origin) => {
    completeEnvironment({ PUBLIC_URL: publicUrl });
    expect(requestOrigin(over(host, proto))).toBe(origin);
  });

  it.each(['', 'a b', 'evil.example/x', 'user@evil.example', 'a:99999'])('refuses the Host %j', (host) => {
    expect(() => requestOrigin(over(host))).toThrow('The request has no valid Host.');
  });
});

describe('isOwnOrigin', () => {
  it.each([
    ['http://registry.example', 'http', true],
    ['https://registry.example', 'https', true],
    // TLS ended by a proxy that is not trusted.
    ['https://registry.example', 'http', true],
    ['http://registry.example', 'https', false],
    ['http://registry.example:8080', 'http', false],
    ['https://evil.example', 'https', false],
    ['https://registry.example.evil.example', 'https', false],
    ['null', 'https', false],
    ['', 'https', false],
  ])('a page of %j over %s: %s', (origin, proto, own) => {
    expect(isOwnOrigin(origin, over('registry.example', proto))).toBe(own);
  });

  it('knows the public address behind a proxy that sends another Host', () => {
    completeEnvironment({ PUBLIC_URL: 'https://registry.example' });
    expect(isOwnOrigin('https://registry.example', over('lighter:8080'))).toBe(true);
    expect(isOwnOrigin('http://registry.example', over('lighter:8080'))).toBe(false);
  });
});
