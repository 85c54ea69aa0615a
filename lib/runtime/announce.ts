import type { Env } from '#lib/env/env.ts';

/** The addresses of a running Lighter: for people (`shown`), and for this machine (`local`). */
export function addresses(
  config: Pick<Env, 'host' | 'publicUrls' | 'tlsCertFile'>,
  port: number,
): { shown: string; local: string } {
  const scheme = config.tlsCertFile ? 'https' : 'http';
  const any = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'].includes(config.host);
  const name = any ? 'localhost' : bracketed(config.host);
  const standard = port === (config.tlsCertFile ? 443 : 80);
  const own = `${scheme}://${name}${standard ? '' : `:${port}`}`;
  const reached =
    config.host === '0.0.0.0' ? '127.0.0.1' : config.host === '::' ? '[::1]' : bracketed(config.host);
  return { shown: config.publicUrls[0] ?? own, local: `${scheme}://${reached}:${port}` };
}

/** The block that `lighter start` prints when it serves: where, the one-time setup link if any, and a first push. */
export function announcement(url: string, setupToken: string | null): string {
  const image = `${new URL(url).host}/alice/busybox`;
  const setup = setupToken
    ? [
        '',
        '  Make the first administrator with this link, which works once:',
        `    ${url}/setup?token=${setupToken}`,
      ]
    : [];
  return [
    '',
    `  Lighter is ready at ${url}`,
    ...setup,
    '',
    '  Push a first image (with your user name for alice):',
    `    docker login ${new URL(url).host}`,
    `    docker tag busybox ${image}`,
    `    docker push ${image}`,
    '',
  ].join('\n');
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
