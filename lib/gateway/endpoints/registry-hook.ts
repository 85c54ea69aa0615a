import { z } from 'zod';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { isManifestType } from '#lib/oci/media-types.ts';
import { parseReference, parseRepositoryName } from '#lib/oci/reference.ts';
import type { UpstreamHint } from '#lib/services/follow-hint.ts';
import type { Exchange } from '../http/exchange.ts';
import { readBody } from '../http/request-body.ts';
import { requireBearer } from '../http/require-bearer.ts';
import { sendJson } from '../http/send.ts';
import { enqueueHints } from './hint-queue.ts';

export const REGISTRY_HOOK_PATH = '/hooks/registry';

/** An event is about 1 kB, and registries send one or a few at a time. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * `POST /hooks/registry`: the upstream registry's notifications (distribution, "Notifications"). They say where to look, never
 * what is there. Answered at once: a registry tries again, for as long as it takes, what was not answered with 200.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, TOO_LARGE, REQUEST_INVALID, UNAVAILABLE when too much is waiting
 */
export async function takeNotifications(exchange: Exchange): Promise<void> {
  const { request, response, facts } = exchange;
  facts.route = 'hooks.registry';
  requireBearer(exchange, env().notificationsToken);
  const { events } = parseEnvelope(await readBody(request, response, MAX_BODY_BYTES));
  enqueueHints(events.flatMap(hintIn));
  sendJson(response, 200, {});
}

const envelope = z.object({ events: z.array(z.unknown()) });

const notification = z.object({
  action: z.enum(['push', 'delete']),
  target: z.object({
    repository: z.string(),
    mediaType: z.string().optional(),
    digest: z.string().optional(),
    tag: z.string().optional(),
  }),
});

function parseEnvelope(body: Buffer): z.infer<typeof envelope> {
  try {
    return envelope.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw new AppError('REQUEST_INVALID', 'The body is not an envelope of registry events.', { cause });
  }
}

/** Pulls, mounts and blobs change nothing that the index has; what can't be read is left out, or it would come again for ever. */
function hintIn(event: unknown): UpstreamHint[] {
  const { data } = notification.safeParse(event);
  if (!data) return [];
  const { action, target } = data;
  // A delete names no media type: of a manifest, a tag or a blob, and to look is harmless for all three.
  if (action === 'push' && !isManifestType(target.mediaType ?? '')) return [];
  try {
    const repository = parseRepositoryName(target.repository);
    if (action === 'delete') return [{ repository, reference: null }];
    const named = target.tag || target.digest;
    return named ? [{ repository, reference: parseReference(named), digest: target.digest }] : [];
  } catch {
    return [];
  }
}
