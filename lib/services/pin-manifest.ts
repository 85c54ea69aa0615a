import { recordAudit } from '#lib/audit/record.ts';
import { manifestKey } from '#lib/db/operations.ts';
import { setPin } from '#lib/db/pins.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { publish } from '#lib/events/publish.ts';
import { projectOf } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Actor } from './actor.ts';
import { requireRepository } from './require-access.ts';
import { runFree } from './run-operation.ts';

type Asker = { principal: Principal; actor: Actor };
type Manifest = { repository: string; digest: string };

/**
 * Pins a manifest: neither cleanup nor a delete by digest takes it, nor what it consists of, and it stays when its last tag goes.
 * @throws AppError NOT_FOUND, UNAUTHORIZED, DENIED, MANIFEST_UNKNOWN, TOOMANYREQUESTS
 */
export function pinManifest(asker: Asker, manifest: Manifest): Promise<void> {
  return change(asker, manifest, true);
}

/** Takes the pin away; nothing goes by that alone. @throws AppError as `pinManifest` */
export function unpinManifest(asker: Asker, manifest: Manifest): Promise<void> {
  return change(asker, manifest, false);
}

async function change({ principal, actor }: Asker, { repository: name, digest }: Manifest, pin: boolean) {
  const repository = await requireRepository(principal, name, 'tags.lock');
  // A delete of it that is under way ends first.
  await runFree(repository.id, [manifestKey(repository.id, digest, true)], async (tx) => {
    const changed = await setPin(tx, repository.id, digest, pin ? actor.name : undefined);
    if (changed === null)
      throw new AppError('MANIFEST_UNKNOWN', `${name} has no ${digest}, or it was deleted.`);
    if (!changed) return;
    const about = { actor, project: projectOf(name), repository: name };
    await recordAudit(tx, { ...about, action: pin ? 'manifest.pin' : 'manifest.unpin', target: digest });
    await publish(tx, {
      kind: 'locked',
      project: about.project,
      repository: name,
      tags: [],
      actor: actor.name,
    });
  });
}
