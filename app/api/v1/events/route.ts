import { eventStream } from '#lib/http/event-stream.ts';
import { route } from '#lib/http/route.ts';
import { watchEvents } from '#lib/services/watch-events.ts';

export const GET = route({
  summary:
    'Live events that you may see, as text/event-stream: one JSON object each, in the fields of LiveEvent',
  auth: 'optional',
  response: null,
  status: 200,
  media: ['text/event-stream'],
  handler: async ({ principal, sessionId, request }) =>
    eventStream(request.signal, (sink) => watchEvents({ principal, sessionId }, sink.send, sink.end)),
});
