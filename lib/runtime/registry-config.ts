export type RegistryConfigOptions = {
  /** Where the registry keeps its content. */
  root: string;
  listen: { net: 'unix' | 'tcp'; addr: string };
  /** Signs the state of uploads under way; the same over restarts, and on every replica. */
  secret: string;
};

/**
 * The configuration of a `registry:2` (or 3) that only Lighter talks to, as YAML (https://distribution.github.io/distribution/about/configuration/).
 * Strings are written as JSON, which YAML reads.
 */
export function registryConfig({ root, listen, secret }: RegistryConfigOptions): string {
  return `# Made by Lighter; changes are lost.
version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: ${JSON.stringify(root)}
  # Untagging and purging need it.
  delete:
    enabled: true
  # No cache of blob descriptors: after a garbage collection it vouches for blobs that are gone.
http:
  net: ${listen.net}
  addr: ${JSON.stringify(listen.addr)}
  # Lighter writes the addresses that clients see.
  relativeurls: true
  secret: ${JSON.stringify(secret)}
  # A DELETE that scans tags is let finish at a stop.
  draintimeout: 10s
# Foreign layers and sparse indexes are legal; Lighter checks what is pushed.
validation:
  disabled: true
`;
}
