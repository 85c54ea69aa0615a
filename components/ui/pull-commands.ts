/** What to pull: a tag, an exact digest, or (in front of a whole repository) nothing in particular. */
export type PullTarget = { host: string; repository: string; tag?: string | null; digest?: string | null };

export type PullCommands = { docker: string; podman: string; digest: string | null; from: string };

/** The lines one pastes into a terminal or a Dockerfile. */
export function pullCommands(target: PullTarget): PullCommands {
  const { host, repository, tag, digest } = target;
  const name = `${host}/${repository}`;
  const byDigest = digest ? `${name}@${digest}` : null;
  const reference = tag ? `${name}:${tag}` : (byDigest ?? name);
  return {
    docker: `docker pull ${reference}`,
    podman: `podman pull ${reference}`,
    digest: byDigest && `docker pull ${byDigest}`,
    from: `FROM ${reference}`,
  };
}
