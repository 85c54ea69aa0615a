import { env } from '#lib/env/env.ts';
import type { Exchange } from '../http/exchange.ts';
import { requireBearer } from '../http/require-bearer.ts';
import { send } from '../http/send.ts';
import { gatherMetrics } from '../metrics/gather.ts';

/**
 * `GET /metrics`: Prometheus's text format, for who has METRICS_TOKEN; of all processes of this gateway together, whichever answers.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, UNAVAILABLE
 */
export async function metrics(exchange: Exchange): Promise<void> {
  exchange.facts.route = 'metrics';
  requireBearer(exchange, env().metricsToken);
  send(
    exchange.response,
    200,
    { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    await gatherMetrics(),
  );
}
