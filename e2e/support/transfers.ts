import { once } from 'node:events';
import http from 'node:http';

/** A download whose head has come, and of whose body nothing is read until `rest`. */
export type HeldDownload = { answer: http.IncomingMessage; rest: () => Promise<Buffer> };

/** Opens a download on a connection of its own. */
export async function holdDownload(url: string, path: string, authorization: string): Promise<HeldDownload> {
  const request = http.get(new URL(path, url), { headers: { authorization }, agent: false });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  request.on('error', () => undefined);
  answer.on('error', () => undefined);
  return {
    answer: answer.pause(),
    rest: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}

/** An upload that the gateway has let in; what is written to `request` is its body. */
export type HeldUpload = { request: http.ClientRequest; answer: Promise<http.IncomingMessage> };

/** Opens a PATCH of `length` bytes to the address of an upload, on a connection of its own. */
export async function holdUpload(
  url: string,
  location: string,
  authorization: string,
  length: number,
): Promise<HeldUpload> {
  const request = http.request(new URL(location, url), {
    method: 'PATCH',
    headers: { authorization, 'content-length': String(length), expect: '100-continue' },
    agent: false,
  });
  request.flushHeaders();
  const answer = once(request, 'response').then(([response]) => (response as http.IncomingMessage).resume());
  answer.catch(() => undefined);
  request.on('error', () => undefined);
  await once(request, 'continue');
  return { request, answer };
}
