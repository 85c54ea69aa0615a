import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Client } from 'ldapts';
import { resolveTarget, pinned, type Target } from '#lib/outbound/resolve-target.ts';
import type { LdapProvider } from '../external/providers.ts';

/** For one question. */
const QUESTION_MS = 4_000;
/** For all of them together: docker gives up on a login after some 15 s. */
const TOTAL_MS = 10_000;

type Way = Pick<LdapProvider, 'config' | 'trusted'>;

/**
 * Runs `work` over a connection to the directory, with TLS where it is configured, and ends it. Whatever goes wrong with it is thrown
 * as it is. The address is checked first (see lib/outbound), and is the one that is connected to.
 */
export async function withConnection<T>(provider: Way, work: (client: Client) => Promise<T>): Promise<T> {
  const { url, startTls, ca } = provider.config;
  const target = await resolveTarget(new URL(url).hostname, provider.trusted);
  const { client, destroy } = clientFor(provider, target);
  const begin = async () => {
    if (startTls) await client.startTLS(tlsOptions(ca, target.host));
    return await work(client);
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The directory did not answer in time')), TOTAL_MS);
  });
  try {
    return await Promise.race([begin(), late]);
  } finally {
    clearTimeout(timer);
    await client.unbind().catch(() => undefined);
    destroy();
  }
}

/** `destroy` ends the connection at once: one that hangs takes no farewell. */
function clientFor({ config }: Way, target: Target): { client: Client; destroy: () => void } {
  const lookup = pinned(target);
  let socket: Socket | undefined;
  const keep = <S extends Socket>(opened: S): S => {
    socket = opened;
    return opened;
  };
  // ldapts opens a lost connection again by itself, without the StartTLS and the bind that came before: the next password would go
  // over it in the clear.
  const refuseSecond = () => {
    if (socket) throw new Error('The directory closed the connection');
  };
  const client = new Client({
    url: config.url,
    timeout: QUESTION_MS,
    connectTimeout: QUESTION_MS,
    // No `tlsOptions`: with any, ldapts begins with TLS whatever the address says.
    createConnection: ((port: number) => {
      refuseSecond();
      return keep(connectTcp({ port, host: target.host, lookup }));
    }) as typeof connectTcp,
    createSecureConnection: (...args: unknown[]) => {
      const [first] = args;
      // StartTLS hands over the open connection, and no port.
      if (typeof first !== 'number') return connectTls(first as ConnectionOptions);
      refuseSecond();
      return keep(
        connectTls({ ...tlsOptions(config.ca, target.host), port: first, host: target.host, lookup }),
      );
    },
  });
  return { client, destroy: () => socket?.on('error', () => undefined).destroy() };
}

function tlsOptions(ca: string | null, host: string): ConnectionOptions {
  return { ...(ca !== null && { ca }), ...(isIP(host) === 0 && { servername: host }), minVersion: 'TLSv1.2' };
}
