import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Count, type Family } from '#lib/metrics/family.ts';
import { renderMetrics, snapshot, type Snapshot } from '#lib/metrics/metrics.ts';

/** What one process of the gateway has counted, and how it is. */
export type Report = { counted: Snapshot; memory: number; connections: number; delay: number };

/** Of this process, now. */
export function ownReport(): Report {
  return {
    counted: snapshot(),
    memory: process.memoryUsage.rss(),
    connections,
    delay: longestDelay(),
  };
}

/**
 * The text for Prometheus. `gone`: what processes counted that are no more. Sums, but for what is a process's own, which has the label
 * `worker` where there are several (null: there is one).
 */
export function renderReports(
  reports: readonly { worker: string | null; report: Report }[],
  gone: Snapshot = {},
): string {
  const own = (name: string, help: string, value: (report: Report) => number): Family => {
    const several = reports.some(({ worker }) => worker !== null);
    const gauge = new Count('gauge', name, help, several ? ['worker'] : []);
    for (const { worker, report } of reports) gauge.add(value(report), worker ?? '');
    return gauge;
  };
  return renderMetrics(
    [gone, ...reports.map(({ report }) => report.counted)],
    [
      own('process_resident_memory_bytes', 'Resident memory of the gateway.', ({ memory }) => memory),
      own(
        'lighter_open_connections',
        'Connections of clients, busy or idle.',
        (report) => report.connections,
      ),
      own(
        'lighter_event_loop_delay_seconds',
        'Longest time that the process was busy with something else, since it was last asked for this.',
        ({ delay }) => delay,
      ),
    ],
  );
}

let connections = 0;

/** A connection was opened (1) or has ended (-1). */
export function countConnection(by: 1 | -1): void {
  connections += by;
}

const NANOSECONDS = 1e9;
let delays: ReturnType<typeof monitorEventLoopDelay> | undefined;

/** Measured from the first look on: it costs a timer. */
function longestDelay(): number {
  if (!delays) {
    delays = monitorEventLoopDelay();
    delays.enable();
  }
  const longest = delays.max / NANOSECONDS;
  delays.reset();
  return longest;
}
