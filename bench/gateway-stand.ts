import { randomBytes } from 'node:crypto';
import { makeAccount, tokenOf } from '../e2e/support/gateway.ts';
import type { Account } from '../e2e/support/gateway.ts';
import { smallImages } from '../e2e/support/images.ts';
import type { Image } from '../e2e/support/images.ts';
import { startGateway } from '../e2e/support/lighter.ts';
import type { Gateway } from '../e2e/support/lighter.ts';
import { startPostgres } from '../e2e/support/postgres.ts';
import { push } from '../e2e/support/push.ts';
import { startRegistry } from '../e2e/support/registry.ts';
import { makeProjectWith } from '../e2e/support/rows.ts';
import { migrate } from '#lib/db/migrate.ts';
import { closeDatabase } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { startNginx } from './gateway-nginx.ts';
import type { Block } from './gateway-block.ts';
import { makeBlock } from './gateway-block.ts';
import { pushBlock } from './gateway-transfers.ts';

export const REPOSITORY = 'bench/app';
export const TAG = 'v1';

/** Everything that is compared, over one registry: it, the gateway before it, and nginx before it where there is one. */
export type Stand = {
  gateway: Gateway;
  bare: { url: string; host: string };
  nginx: { url: string } | null;
  account: Account;
  image: Image;
  /** A large blob of `REPOSITORY`. */
  blob: Block;
  /** `Authorization` for the gateway, with a token for the repositories (`REPOSITORY` by default) that was given just now. */
  authorization: (...repositories: string[]) => Promise<string>;
  stop: () => Promise<void>;
};

export async function startStand({ blobBytes }: { blobBytes: number }): Promise<Stand> {
  const [postgres, registry] = await Promise.all([startPostgres(), startRegistry()]);
  await migrate(postgres.url);
  const gateway = await startGateway({
    DATABASE_URL: postgres.url,
    REGISTRY_URL: registry.url,
    UPSTREAM_MODE: 'exclusive',
    HOST: '127.0.0.1',
    LIGHTER_SECRET: randomBytes(32).toString('hex'),
    NODE_ENV: 'production',
  });
  const nginx = await startNginx(registry.host);
  completeEnvironment({ DATABASE_URL: postgres.url });
  const account = await makeAccount('ann');
  await makeProjectWith('bench', 'private', [[account, 'owner']]);
  const authorization = (...repositories: string[]) =>
    tokenOf(
      gateway.url,
      account,
      ...(repositories.length > 0 ? repositories : [REPOSITORY]).map(
        (name) => `repository:${name}:pull,push`,
      ),
    );
  const [image] = smallImages(1, 'bench');
  const target = { url: gateway.url, repository: REPOSITORY, authorization: await authorization() };
  await push(target, TAG, image!);
  const blob = makeBlock(blobBytes);
  await pushBlock(target, blob, 'monolithic');
  return {
    gateway,
    bare: { url: registry.url, host: registry.host },
    nginx,
    account,
    image: image!,
    blob,
    authorization,
    stop: async () => {
      await closeDatabase();
      await nginx?.stop();
      await gateway.stop();
      await registry.stop();
      await postgres.stop();
    },
  };
}
