'use client';
import { useEffect, useState } from 'react';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { SavedRetention } from '#lib/schemas/retention-runs.ts';

/** `base`: the version that the change was made from. */
type Draft = { policy: RetentionPolicy; base: number };

/** What is being changed, by project: going to the runs and back loses nothing. Written in the browser only. */
const kept = new Map<string, Draft>();

/** The rules as they are being changed; while nothing is, those that are saved. */
export function useDraft(project: string, saved: SavedRetention | undefined) {
  const [draft, setDraft] = useState<Draft | null>(() => kept.get(project) ?? null);
  const policy = draft?.policy ?? saved?.policy;
  const dirty = draft !== null && JSON.stringify(draft.policy) !== JSON.stringify(saved?.policy);
  useEffect(() => {
    if (draft) kept.set(project, draft);
    else kept.delete(project);
  }, [project, draft]);
  useLeaveGuard(dirty);
  return {
    policy,
    dirty,
    /** Somebody else has saved other rules since the change began. */
    outdated: dirty && draft.base !== saved?.version,
    change: (next: RetentionPolicy) => setDraft({ policy: next, base: draft?.base ?? saved?.version ?? 0 }),
    /** Back to what is saved. */
    drop: () => setDraft(null),
    /** On top of what is saved by now. */
    rebase: () => draft && saved && setDraft({ policy: draft.policy, base: saved.version }),
  };
}

/** The browser asks before it closes the page with something unsaved. */
function useLeaveGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [active]);
}
