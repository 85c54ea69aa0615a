import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';
import { pool } from './pool.ts';

let client: PrismaClient | null = null;
let clientPool: ReturnType<typeof pool> | null = null;

/** The Prisma client over the process's one pool. BigInt columns arrive as BigInt here, as numbers in `query`. */
export function prisma(): PrismaClient {
  const current = pool();
  if (!client || clientPool !== current) {
    client = new PrismaClient({ adapter: new PrismaPg(current, { disposeExternalPool: false }) });
    clientPool = current;
  }
  return client;
}
