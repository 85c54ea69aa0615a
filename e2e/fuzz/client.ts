import { headerOf, readAnswer, type WireAnswer } from '../support/read-answer.ts';
import { Wire } from '../support/wire.ts';
import { isWell, type Ground, type PrincipalName } from './ground.ts';
import type { FuzzRequest, Session } from './requests.ts';
import { resolveTarget } from './targets.ts';
import { whyNotAllowed } from './allowed-upstream.ts';
import { CANARY, whatIsWrong } from './well-formed.ts';

/** Those after which nobody can say where the next request begins. */
const BROKEN: readonly string[] = ['both', 'short', 'long', 'bad chunk', 'cut', 'garbled'];
const REMEMBERED = 20;

/** What the gateway itself asks the pages, to know that they are there. */
const PROBE = 'HEAD /_next/static/probe';

const STATUS_LINE = /^HTTP\/1\.1 [1-5]\d\d [\t\x20-\x7e]*\r\n/;

/** Plays sessions against the gateway, and complains of everything that must not be. `counted`: answers by status. */
export class FuzzClient {
  readonly counted = new Map<number, number>();
  readonly #ground: Ground;
  readonly #pid: number;
  readonly #host: string;
  #wire: Wire | null = null;
  #upload: string | undefined;
  /** Requests that were broken: what the gateway had begun to do with them may show a moment later. */
  readonly #loose: { who: PrincipalName; text: string }[] = [];

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#pid = ground.gateway.pid();
    this.#host = new URL(ground.upstream.url).host;
  }

  /** @throws Error that names the first request whose consequences are not allowed */
  async play({ who, requests }: Session): Promise<void> {
    const authorization = await this.#ground.authorizationOf(who);
    this.#forget();
    for (const request of requests) {
      const text = written(request, authorization, this.#upload);
      try {
        if (isBroken(request)) this.#loose.push({ who, text });
        if (this.#loose.length > REMEMBERED) this.#loose.shift();
        await this.#send(request, text);
        this.#checkUpstream(who, text);
      } catch (cause) {
        this.close();
        throw new Error(`${who}: ${JSON.stringify(text.slice(0, 3_000))}: ${String(cause)}`, { cause });
      }
    }
    if (!(await isWell(this.#ground, this.#pid))) throw new Error('the gateway is not well');
  }

  close(): void {
    this.#wire?.close();
    this.#wire = null;
  }

  async #send(request: FuzzRequest, text: string): Promise<void> {
    const wire = this.#wire?.ended === false ? this.#wire : await Wire.open(this.#ground.gateway.url);
    this.#wire = wire;
    const bytes = Buffer.from(text, 'latin1');
    if (request.framing === 'cut') {
      wire.send(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      return this.close();
    }
    wire.send(bytes);
    if (isBroken(request)) return this.#readTheRest(wire);
    const answer = await wire.answer(request.method);
    if (!answer) throw new Error('closed without an answer');
    this.#check(request, answer);
    if (headerOf(answer, 'connection') !== 'keep-alive') this.close();
  }

  /** However a request is broken, what comes back is an answer, or nothing. */
  async #readTheRest(wire: Wire): Promise<void> {
    const said = await wire.end();
    this.close();
    if (said !== '' && !STATUS_LINE.test(said))
      throw new Error(`no answer: ${JSON.stringify(said.slice(0, 300))}`);
    const read = readAnswer(Buffer.from(said, 'latin1'), { method: 'HEAD', ended: true });
    if (read) this.#count(read.answer.status);
    if (read && read.answer.status >= 500) this.#refuse(read.answer);
  }

  #check(request: FuzzRequest, answer: WireAnswer): void {
    const { status } = answer;
    this.#count(status);
    if (status >= 500) this.#refuse(answer);
    const wrong = whatIsWrong(answer, request.method);
    if (wrong !== null) throw new Error(`${status}: ${wrong}`);
    const location = headerOf(answer, 'location');
    if (status === 202 && location !== undefined) this.#upload = location;
  }

  /** Upstream is well: a failure is its own word, or a bug of ours. */
  #refuse({ status, body }: WireAnswer): void {
    const upstream = this.#ground.upstream.seen.some((seen) => seen.status !== null && seen.status >= 500);
    if (!(upstream && (status === 502 || status === 504)))
      throw new Error(`${status}: ${body.toString().slice(0, 500)}`);
  }

  #checkUpstream(who: PrincipalName, text: string): void {
    const asked = [...this.#loose, { who, text }];
    for (const seen of this.#ground.upstream.seen) {
      const reasons = asked
        .filter((one) => one.text === text || one.text.includes(repositoryIn(seen.path)))
        .map((one) => whyNotAllowed(seen, one.who, this.#host));
      if (!reasons.includes(null))
        throw new Error(`upstream got ${seen.method} ${seen.path}: ${reasons.at(-1)}`);
      if (JSON.stringify(seen).includes(CANARY))
        throw new Error(`upstream got the canary: ${JSON.stringify(seen)}`);
    }
    const lines = this.#ground.pagesAsked
      .map((head) => head.split('\n', 1)[0]!)
      .filter((line) => line !== PROBE);
    const foreign = lines.filter((line) => !asked.some((one) => one.text.replace(/ +/g, ' ').includes(line)));
    if (foreign.length > 0 || lines.length > asked.length)
      throw new Error(`the pages got ${lines.join(', ')}`);
    this.#forget();
  }

  #forget(): void {
    for (const list of [this.#ground.upstream.seen, this.#ground.upstream.asked, this.#ground.pagesAsked])
      list.length = 0;
  }

  #count(status: number): void {
    this.counted.set(status, (this.counted.get(status) ?? 0) + 1);
  }
}

function isBroken({ framing }: FuzzRequest): boolean {
  return BROKEN.includes(framing);
}

/** The name in a path upstream; empty without one, which is part of everything. */
function repositoryIn(path: string): string {
  return /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(path)?.[1]?.replace(/\/blobs$/, '') ?? '';
}

/** The bytes of a request, as latin1. */
function written(
  request: FuzzRequest,
  authorization: string | undefined,
  upload: string | undefined,
): string {
  const { method, version, host, body, framing, splice } = request;
  const credentials: [string, string][] =
    request.authorized && authorization !== undefined ? [['Authorization', authorization]] : [];
  const type: [string, string][] = body.type === null ? [] : [['Content-Type', body.type]];
  const { fields, sent } = framed(framing, body.text);
  const all = [['Host', host], ...credentials, ...type, ...request.headers, ...fields];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const text = `${method} ${resolveTarget(request.target, upload)} HTTP/${version}\r\n${head}\r\n${sent}`;
  if (framing !== 'garbled') return text;
  const at = splice.at % text.length;
  return text.slice(0, at) + splice.piece + text.slice(at + splice.remove);
}

function framed(framing: FuzzRequest['framing'], text: string): { fields: [string, string][]; sent: string } {
  const length: [string, string] = ['Content-Length', String(text.length)];
  const coding: [string, string] = ['Transfer-Encoding', 'chunked'];
  const chunk = text === '' ? '' : `${text.length.toString(16)}\r\n${text}\r\n`;
  switch (framing) {
    case 'none':
      return { fields: [], sent: '' };
    case 'length':
    case 'garbled':
    case 'cut':
      return { fields: [length], sent: text };
    case 'chunked':
      return { fields: [coding], sent: `${chunk}0\r\n\r\n` };
    case 'both':
      return { fields: [length, coding], sent: `${chunk}0\r\n\r\n` };
    case 'short':
      return { fields: [['Content-Length', String(text.length + 10)]], sent: text };
    case 'long':
      return { fields: [['Content-Length', String(Math.max(text.length - 3, 0))]], sent: text };
    case 'bad chunk':
      return { fields: [coding], sent: `${text.length.toString(16)}x\r\n${text}\r\n-1\r\n` };
  }
}
