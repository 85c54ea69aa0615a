import cluster from 'node:cluster';
import { env } from '#lib/env/env.ts';
import { Count } from '#lib/metrics/family.ts';
import { renderMetrics } from '#lib/metrics/metrics.ts';
import type { Exchange } from '../http/exchange.ts';
import { requireBearer } from '../http/require-bearer.ts';
import { send } from '../http/send.ts';

/**
 * `GET /metrics`: Prometheus's text format, for who has METRICS_TOKEN. Of several gateway processes one answers, and says which:
 * each has series of its own, or their counters would seem to fall. @throws AppError NOT_FOUND, UNAUTHORIZED
 */
export async function metrics(exchange: Exchange): Promise<void> {
  exchange.facts.route = 'metrics';
  requireBearer(exchange, env().metricsToken);
  const memory = new Count('gauge', 'process_resident_memory_bytes', 'Resident memory of the gateway.');
  memory.add(process.memoryUsage.rss());
  send(
    exchange.response,
    200,
    { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    renderMetrics(cluster.worker ? `worker="${cluster.worker.id}"` : '', [memory]),
  );
}
