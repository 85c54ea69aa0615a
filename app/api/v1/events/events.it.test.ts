import { afterAll, expect, it } from 'vitest';
import { publish } from '#lib/events/publish.ts';
import { closeEvents } from '#lib/events/subscribe.ts';
import type { LiveEvent } from '#lib/schemas/system.ts';
import { HOST, ORIGIN } from '../../../../e2e/support/people.ts';
import { makeProjectWith } from '../../../../e2e/support/rows.ts';
import { GET } from './route.ts';

afterAll(closeEvents);

it('says at once that it listens, then what happens, until the client leaves', async () => {
  await makeProjectWith('streamed', 'public');
  const leaving = new AbortController();
  const request = new Request(`${ORIGIN}/api/v1/events`, { headers: { host: HOST }, signal: leaving.signal });
  const response = await GET(request, { params: Promise.resolve({}) });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader.read()).toEqual({ done: false, value: ': ok\n\n' });

  const event: Omit<LiveEvent, 'at'> = {
    kind: 'pushed',
    project: 'streamed',
    repository: 'streamed/app',
    tags: ['v1'],
    actor: 'ann',
  };
  const read = reader.read();
  // The first LISTEN takes a moment: what is told before it is not heard.
  const telling = setInterval(() => void publish(null, event), 50);
  const { value } = await read;
  clearInterval(telling);
  expect(value!.endsWith('\n\n')).toBe(true);
  const [line] = value!.split('\n');
  expect(JSON.parse(line!.replace(/^data: /, ''))).toMatchObject(event);

  leaving.abort();
  while (!(await reader.read()).done);
});
