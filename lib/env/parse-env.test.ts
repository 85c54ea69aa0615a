import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error.ts';
import { parseEnv } from './parse-env.ts';

describe('parseEnv', () => {
  it('fills in the defaults', () => {
    const env = parseEnv({});
    expect(env).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      publicUrls: [],
      trashDays: 7,
      gatewayWorkers: 1,
      logLevel: 'info',
    });
    expect(parseEnv({ GATEWAY_WORKERS: '3' }).gatewayWorkers).toBe(3);
    expect(parseEnv({ GATEWAY_WORKERS: 'auto' }).gatewayWorkers).toBeGreaterThanOrEqual(1);
    expect(env.dataDir).toMatch(/^\/.*\/data$/);
    expect(env.databaseUrl).toBeUndefined();
  });

  it('takes an empty variable for an unset one', () => {
    expect(parseEnv({ PORT: '', DATABASE_URL: '', UPSTREAM_MODE: '' })).toMatchObject({
      port: 8080,
      databaseUrl: undefined,
    });
  });

  it.each([
    [{}, 'exclusive'],
    [{ REGISTRY_URL: 'http://registry:5000' }, 'shared'],
    [{ REGISTRY_URL: 'http://registry:5000', UPSTREAM_MODE: 'exclusive' }, 'exclusive'],
  ])('%j gives upstream mode %s', (source, mode) => {
    expect(parseEnv(source).upstreamMode).toBe(mode);
  });

  it('joins PUBLIC_URL and PUBLIC_URLS into origins', () => {
    const source = {
      PUBLIC_URL: 'https://a.example/',
      PUBLIC_URLS: 'https://a.example, http://B.example:8080',
    };
    expect(parseEnv(source).publicUrls).toEqual(['https://a.example', 'http://b.example:8080']);
  });

  it.each([
    ['100/6h', { pulls: 100, seconds: 21_600 }],
    ['1/90s', { pulls: 1, seconds: 90 }],
    ['5000/15m', { pulls: 5000, seconds: 900 }],
    ['1000000/365d', { pulls: 1_000_000, seconds: 31_536_000 }],
    ['', undefined],
  ])('reads the pull limit %j', (value, limit) => {
    expect(parseEnv({ PULL_LIMIT_ANONYMOUS: value }).pullLimits).toEqual({
      anonymous: limit,
      user: undefined,
    });
    expect(parseEnv({ PULL_LIMIT_USER: value }).pullLimits).toEqual({ anonymous: undefined, user: limit });
  });

  it('keeps Unix sockets and strips trailing slashes', () => {
    const env = parseEnv({ REGISTRY_URL: 'http://registry:5000/base/', WEB_URL: 'unix:///run/x/web.sock' });
    expect([env.registryUrl, env.webUrl]).toEqual(['http://registry:5000/base', 'unix:///run/x/web.sock']);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['HOST', 'not a host'],
    ['PUBLIC_URL', 'registry.example.com'],
    ['PUBLIC_URL', 'https://registry.example.com/path'],
    ['PUBLIC_URLS', 'https://ok.example ftp://no.example'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['REGISTRY_URL', 'registry:5000'],
    ['REGISTRY_URL', 'http://user:secret@registry:5000'],
    ['REGISTRY_PASSWORD', 'secret'],
    ['UPSTREAM_MODE', 'both'],
    ['LIGHTER_SECRET', 'short'],
    ['REGISTRY_NOTIFICATIONS_TOKEN', 'short'],
    ['METRICS_TOKEN', 'secret@ that no header should carry'],
    ['LIGHTER_ADMIN_PASSWORD', 'short'],
    ['TLS_CERT_FILE', '/etc/cert.pem'],
    ['TLS_KEY_FILE', 'key.pem'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['LIGHTER_TRASH_DAYS', 'a week'],
    ['GATEWAY_WORKERS', '0'],
    ['GATEWAY_WORKERS', '17'],
    ['GATEWAY_WORKERS', 'many'],
    ...['100', '0/6h', '100/0h', '100/6w', '-1/6h', '100/6 h', '1e3/6h', '2000000/1d', '1/366d', 'x'].flatMap(
      (limit) => [
        ['PULL_LIMIT_ANONYMOUS', limit],
        ['PULL_LIMIT_USER', limit],
      ],
    ),
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s with one sentence that names it and not its value', (name, value) => {
    const refused = catchError(() => parseEnv({ [name]: value }));
    expect(refused).toBeInstanceOf(AppError);
    expect(refused.message).toMatch(new RegExp(`^${name} must .*\\.$`));
    expect(refused.message).not.toContain('secret@');
    expect(refused.message).not.toContain('\n');
  });
});

function catchError(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected an error');
}
