import http from 'node:http';
import { Socket } from 'node:net';

/**
 * Loaded into a program before all else (`node --import`, see clock.ts): its time limits pass FAST_CLOCK times as fast. Scaled are clocks,
 * timers of 10 s and more (what is shorter waits for the machine, which is no faster), sockets' idle times, and the limits of Node's own HTTP server, given
 * or by default. What is not scaled: the database's clock, the registry, and the clients.
 */
const times = Number(process.env.FAST_CLOCK);
const LEAST_MS = 10_000;

function sooner(ms: unknown): unknown {
  return typeof ms === 'number' && ms >= LEAST_MS ? ms / times : ms;
}

/** Has `owner[name]` take its argument number `at`, milliseconds, as sooner. */
function hurry(owner: object, name: string, at: number): void {
  const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
  const hurried = new Proxy(original, {
    apply: (target, self, args: unknown[]): unknown =>
      Reflect.apply(
        target,
        self,
        args.map((arg, i) => (i === at ? sooner(arg) : arg)),
      ),
  });
  Reflect.set(owner, name, hurried);
}
hurry(globalThis, 'setTimeout', 1);
hurry(globalThis, 'setInterval', 1);
hurry(Socket.prototype, 'setTimeout', 0);
hurry(AbortSignal, 'timeout', 0);

for (const clock of [Date, performance]) {
  const now = clock.now.bind(clock);
  const start = now();
  clock.now = () => start + (now() - start) * times;
}

/** As Node documents them for `http.createServer`. */
const DEFAULTS = {
  requestTimeout: 300_000,
  headersTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 30_000,
};
const { createServer } = http;
http.createServer = ((...args: (http.ServerOptions | http.RequestListener)[]) => {
  const given = args.find((arg) => typeof arg === 'object') ?? {};
  const limits = Object.entries({ ...DEFAULTS, ...given }).map(([name, value]) => [
    name,
    name in DEFAULTS ? Math.ceil(Number(value) / times) : (value as unknown),
  ]);
  const listeners = args.filter((arg) => typeof arg === 'function');
  return createServer(Object.fromEntries(limits) as http.ServerOptions, ...listeners);
}) as typeof createServer;
