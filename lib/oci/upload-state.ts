/** What distribution keeps in an upload's address: how far it is, and of which upload. */
export type UploadState = { name: string; uuid: string; offset: number };

/** HMAC-SHA256 in front of the JSON; upstream checks it. */
const HMAC_BYTES = 32;

/** Names have 255 bytes; the rest of the JSON some 150. */
const MAX_LENGTH = 2048;

/**
 * Reads `_state` of an upload's address: base64url of an HMAC and the JSON `{Name, UUID, Offset, StartedAt}` (distribution 2.8
 * and 3.0). Null for anything else: such an upload's offset is known upstream only.
 */
export function readUploadState(state: string): UploadState | null {
  if (!isUploadState(state)) return null;
  try {
    const json: unknown = JSON.parse(Buffer.from(state, 'base64url').subarray(HMAC_BYTES).toString('utf8'));
    if (typeof json !== 'object' || json === null) return null;
    const { Name: name, UUID: uuid, Offset: offset } = json as Record<string, unknown>;
    if (typeof name !== 'string' || typeof uuid !== 'string') return null;
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) return null;
    return { name, uuid, offset };
  } catch {
    return null;
  }
}

/** True for what may stand in an address of ours as `_state`: base64url, with its padding. */
export function isUploadState(state: string): boolean {
  return state.length <= MAX_LENGTH && /^[A-Za-z0-9_-]+={0,2}$/.test(state);
}
