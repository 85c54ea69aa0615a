import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { readAnswer, type WireAnswer } from './read-answer.ts';

/** A gateway that says nothing for so long hangs. */
const PATIENCE_MS = 30_000;

/** A connection on which bytes are sent as they are, legal or not. */
export class Wire {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #ended = false;
  #news = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#tell();
    });
    // What is sent to one who has closed comes back as a reset: the end, like any other.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      this.#tell();
    });
  }

  static async open(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Wire(socket);
  }

  get ended(): boolean {
    return this.#ended;
  }

  send(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /**
   * The next answer but those that only say "go on" (100); null when the other side closes without one.
   * @throws Error for an answer that is not HTTP/1.1, is broken off, or does not come
   */
  async answer(method: string): Promise<WireAnswer | null> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const read = readAnswer(this.#bytes, { method, ended: this.#ended });
      if (read) this.#bytes = this.#bytes.subarray(read.length);
      if (read && read.answer.status >= 200) return read.answer;
      if (read) continue;
      if (this.#ended && this.#bytes.length === 0) return null;
      if (this.#ended) throw new Error(`an answer was broken off: ${this.#bytes.toString('latin1', 0, 300)}`);
      await this.#more(deadline);
    }
  }

  /** Says that no more will be sent, and gives all that comes until the other side closes too. */
  async end(): Promise<string> {
    this.#socket.end();
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.#ended) await this.#more(deadline);
    return this.#bytes.toString('latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  async #more(deadline: number): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () =>
        late.reject(
          new Error(`nothing came for ${PATIENCE_MS} ms after: ${this.#bytes.toString('latin1', 0, 300)}`),
        ),
      deadline - Date.now(),
    );
    try {
      await Promise.race([this.#news.promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Sends the bytes on a connection of their own, and gives every answer until the other side closes. */
export async function exchangeRaw(
  url: string,
  bytes: Buffer | string,
  methods: string[] = ['GET'],
): Promise<WireAnswer[]> {
  const wire = await Wire.open(url);
  try {
    wire.send(bytes);
    const answers: WireAnswer[] = [];
    for (;;) {
      const answer = await wire.answer(methods[answers.length] ?? 'GET');
      if (answer === null) return answers;
      answers.push(answer);
    }
  } finally {
    wire.close();
  }
}
