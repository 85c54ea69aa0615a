import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes that each connection still passes to the server and back, before it only holds what comes. */
export type Fault = { up?: number; down?: number };

/** Stands before a server on one port and hands everything on, until it is told to fail; connections that hang stay so. */
export type FaultyProxy = {
  url: string;
  /** From now on, for connections that are there and for new ones. */
  fail: (fault: Fault) => void;
  /** Whoever connects is refused, and all connections break. */
  refuse: () => Promise<void>;
  /** All is well again for new connections. */
  recover: () => Promise<void>;
  /** The first line of the last request on each open connection. */
  open: () => string[];
  close: () => Promise<void>;
};

type Line = { left: Required<Fault>; request: string; end: () => void };

/** `before` is told the first line of each request before the server gets any of it. */
export async function startFaultyProxy(
  url: string,
  before: (request: string) => void = () => undefined,
): Promise<FaultyProxy> {
  const target = new URL(url);
  const lines = new Set<Line>();
  let fault: Fault = {};
  const accept = (client: Socket) => {
    const server = connect(Number(target.port), target.hostname);
    const line: Line = { left: whole(fault), request: '', end: () => client.destroy() };
    lines.add(line);
    client.on('data', (chunk: Buffer) => {
      const [request] = /^[A-Z]+ \S+(?= HTTP\/1\.1\r\n)/.exec(chunk.toString('latin1')) ?? [];
      if (request === undefined) return;
      line.request = request;
      before(request);
    });
    pass(client, server, line, 'up');
    pass(server, client, line, 'down');
    client.once('close', () => lines.delete(line));
  };
  let listener = await listen(accept, 0);
  const { port } = listener.address() as AddressInfo;
  const shut = async () => {
    if (!listener.listening) return;
    listener.close();
    for (const { end } of lines) end();
    await once(listener, 'close');
  };
  return {
    url: `http://127.0.0.1:${port}`,
    fail: (next) => {
      fault = next;
      for (const line of lines) line.left = whole(fault);
    },
    refuse: shut,
    recover: async () => {
      fault = {};
      if (!listener.listening) listener = await listen(accept, port);
    },
    open: () => [...lines].map(({ request }) => request),
    close: shut,
  };
}

function whole({ up = Infinity, down = Infinity }: Fault): Required<Fault> {
  return { up, down };
}

function pass(from: Socket, to: Socket, line: Line, way: keyof Fault): void {
  from.on('data', (chunk: Buffer) => {
    const passed = chunk.subarray(0, Math.min(chunk.length, line.left[way]));
    line.left[way] -= passed.length;
    if (passed.length < chunk.length || !to.write(passed)) from.pause();
  });
  to.on('drain', () => {
    if (line.left[way] > 0) from.resume();
  });
  from.on('error', () => undefined);
  from.once('close', () => to.destroy());
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
