/** Proxies and load balancers cut connections that are silent for 30 to 60 seconds. */
const HEARTBEAT_MS = 20_000;

/** What a source of events is given: to send one, and to end the stream. */
export type EventSink = { send: (event: unknown) => void; end: () => void };

/**
 * An answer of `text/event-stream` (HTML standard, "Server-sent events") that sends what `start` gives its sink, each as one
 * line of JSON, until the client leaves or the sink is ended. `start` returns how to stop.
 */
export function eventStream(signal: AbortSignal, start: (sink: EventSink) => () => void): Response {
  let stop: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      stop = run(controller, signal, start);
    },
    cancel: () => stop(),
  });
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  };
  return new Response(body, { headers });
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

function run(
  controller: Controller,
  signal: AbortSignal,
  start: (sink: EventSink) => () => void,
): () => void {
  const encoder = new TextEncoder();
  const write = (text: string) => controller.enqueue(encoder.encode(text));
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    clearInterval(heartbeat);
    signal.removeEventListener('abort', end);
    stopSource();
  };
  const end = () => {
    if (stopped) return;
    stop();
    controller.close();
  };
  // Headers wait for the first byte: without it a page would not know that it is connected.
  write(': ok\n\n');
  const heartbeat = setInterval(() => write(': heartbeat\n\n'), HEARTBEAT_MS);
  const send = (event: unknown) => {
    if (!stopped) write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const stopSource = start({ send, end });
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);
  return stop;
}
