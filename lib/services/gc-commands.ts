import { AppError } from '#lib/errors/app-error.ts';
import { capabilities } from '#lib/registry/capabilities.ts';

export type GcCommand = { where: string; command: string };

/**
 * How garbage is collected in a registry that Lighter does not run: the registry is stopped for it, since its program deletes what a push
 * has brought and not named yet, and since a cache of blob descriptors vouches for what is gone until the next start. Never with
 * `--delete-untagged`, which destroys multi-arch images (distribution #3178).
 */
export async function gcCommands(): Promise<GcCommand[]> {
  const known = await capabilities().catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  return commandsFor(known?.untag === 'tag' ? 3 : 2);
}

/** Pure. The two lines of distribution keep their configuration in different places. */
export function commandsFor(major: 2 | 3): GcCommand[] {
  const config = major === 3 ? '/etc/distribution/config.yml' : '/etc/docker/registry/config.yml';
  const service = major === 3 ? 'registry' : 'docker-registry';
  const around = (stop: string, collect: string, start: string) => `${stop} && ${collect}; ${start}`;
  return [
    {
      where: 'docker compose',
      command: around(
        'docker compose stop registry',
        `docker compose run --rm registry garbage-collect ${config}`,
        'docker compose start registry',
      ),
    },
    {
      where: 'docker',
      command: around(
        'docker stop registry',
        `docker run --rm --volumes-from registry registry:${major} garbage-collect ${config}`,
        'docker start registry',
      ),
    },
    {
      where: 'systemd',
      command: around(
        `systemctl stop ${service}`,
        `${service} garbage-collect ${config}`,
        `systemctl start ${service}`,
      ),
    },
  ];
}
