/** Someone's wish that this process ends: Ctrl-C, SIGTERM, or a closed terminal. */
export type StopRequest = {
  requested: Promise<void>;
  /** Runs `force` at a second wish that comes later. */
  onForce(force: () => void): void;
};

/**
 * Listens for the wish to stop. Under npm one Ctrl-C arrives twice, from the terminal and from npm: only a repetition after
 * `FORCE_AFTER_MS` means that someone lost patience.
 */
export function stopRequest(): StopRequest {
  let first: number | undefined;
  let force: () => void = () => undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      first ??= performance.now();
      resolve();
      if (performance.now() - first > FORCE_AFTER_MS) force();
    });
  }
  return { requested: promise, onForce: (run) => void (force = run) };
}

const FORCE_AFTER_MS = 2000;
