import { beginPush, beginWrite, type WritePermit } from '#lib/db/write-gate.ts';
import type { RegistryExchange } from './registry-exchange.ts';

type Handler<E extends RegistryExchange> = (exchange: E) => Promise<void>;

/** For handlers that bring new bytes upstream: they hold a permit while they do, and are refused while the disk is full. */
export function pushing<E extends RegistryExchange>(handle: Handler<E>): Handler<E> {
  return async (exchange) => holding(exchange, await beginPush(exchange.signal), handle);
}

/** For handlers that write upstream, also on a full disk. */
export function writing<E extends RegistryExchange>(handle: Handler<E>): Handler<E> {
  return async (exchange) => holding(exchange, await beginWrite({ signal: exchange.signal }), handle);
}

async function holding<E extends RegistryExchange>(
  exchange: E,
  permit: WritePermit,
  handle: Handler<E>,
): Promise<void> {
  exchange.permit = permit;
  try {
    await handle(exchange);
  } finally {
    permit.release();
  }
}
