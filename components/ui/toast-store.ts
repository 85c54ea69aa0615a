import { useSyncExternalStore } from 'react';

/** How long a toast stays (visual.md): long enough to read a sentence; longer where it offers Undo; errors until dismissed. */
const STAY_MS = 6_000;
const STAY_WITH_ACTION_MS = 10_000;
const MOST_AT_ONCE = 3;

export type ToastInput = {
  title: string;
  detail?: string;
  tone?: 'plain' | 'danger';
  action?: { label: string; run: () => void };
};
export type ToastItem = ToastInput & { id: number; durationMs: number };

let items: readonly ToastItem[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

/** Shows a message at the corner; the oldest makes room. Gives the id back, for dismissToast. */
export function toast(input: ToastInput): number {
  const id = nextId++;
  items = [...items, { ...input, id, durationMs: stay(input) }].slice(-MOST_AT_ONCE);
  announce();
  return id;
}

export function dismissToast(id: number): void {
  items = items.filter((item) => item.id !== id);
  announce();
}

export function useToasts(): readonly ToastItem[] {
  return useSyncExternalStore(
    subscribe,
    () => items,
    () => NONE,
  );
}

const NONE: readonly ToastItem[] = [];

function stay({ tone, action }: ToastInput): number {
  if (tone === 'danger') return Infinity;
  return action ? STAY_WITH_ACTION_MS : STAY_MS;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce(): void {
  for (const listener of listeners) listener();
}
