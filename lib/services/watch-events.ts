import { sessionPrincipal } from '#lib/auth/sessions.ts';
import { loadProjectAccess } from '#lib/db/access.ts';
import { loadPrincipal } from '#lib/db/principals.ts';
import { subscribe } from '#lib/events/subscribe.ts';
import type { Principal } from '#lib/policies/can.ts';
import { can } from '#lib/policies/can.ts';
import type { LiveEvent } from '#lib/schemas/system.ts';

/** A burst of pushes asks once a project; who is removed sees no more within a second. */
const FRESH_MS = 1000;

/** Who watches: `sessionId` is null for those who came by password, or are nobody. */
export type Watcher = { principal: Principal; sessionId: string | null };

/**
 * Calls `listener` for each live event that the watcher may see at that moment, in their order, and `ended` when they may see
 * nothing any more (disabled, or signed out). @returns how to stop
 */
export function watchEvents(
  watcher: Watcher,
  listener: (event: LiveEvent) => void,
  ended: (error?: unknown) => void,
): () => void {
  const sight = new Sight(watcher);
  let last: Promise<void> = Promise.resolve();
  const pass = async (event: LiveEvent) => {
    const sees = await sight.sees(event.project, event.repository);
    if (sees === null) ended();
    else if (sees) listener(event);
  };
  return subscribe((event) => {
    // A change of access must show at once to whom it touches.
    if (event.kind === 'access') sight.forget(event.project);
    last = last.then(() => pass(event)).catch(ended);
  });
}

/** What one watcher sees, remembered for a moment. */
class Sight {
  readonly #watcher: Watcher;
  readonly #known = new Map<string, { at: number; answer: Promise<boolean | null> }>();

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  /** Whether the project, or the repository in it, is to be seen; null when the watcher is nobody any more. */
  sees(project: string, repository: string | null): Promise<boolean | null> {
    const key = keyOf(project, repository);
    const cached = this.#known.get(key);
    if (cached && performance.now() - cached.at < FRESH_MS) return cached.answer;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    const answer = maySee(this.#watcher, project, repository);
    this.#known.set(key, { at: performance.now(), answer });
    return answer;
  }

  forget(project: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(keyOf(project, ''))) this.#known.delete(key);
  }
}

/** Neither can hold a space. */
function keyOf(project: string, repository: string | null): string {
  return `${project} ${repository ?? ''}`;
}

/** Projects and repositories remembered a watcher; a stream may stay open for days. */
const MOST_KNOWN = 1000;

async function maySee(watcher: Watcher, project: string, repository: string | null): Promise<boolean | null> {
  const principal = await currentPrincipal(watcher);
  if (!principal) return null;
  if (project === '') return can(principal, 'system.manage', { kind: 'system' }).allowed;
  const access = await loadProjectAccess(project, principal);
  if (access === null || !can(principal, 'project.view', access).allowed) return false;
  return repository === null || can(principal, 'pull', { ...access, repository }).allowed;
}

/** The principal with what is true of the user now; null when the session has ended or the user changed since. */
async function currentPrincipal({ principal, sessionId }: Watcher): Promise<Principal | null> {
  if (principal.kind === 'anonymous') return principal;
  if (sessionId !== null) return await sessionPrincipal(sessionId);
  const now = await loadPrincipal(principal);
  return now && !now.ended && now.stamp === principal.stamp ? now : null;
}
