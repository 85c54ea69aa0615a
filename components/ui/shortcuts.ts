'use client';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** `keys` is one key ("j", "?", "Shift+x") or two in turn ("g h"). `label` is what the list of shortcuts says. */
export type Shortcut = { keys: string; label: string; run: (event: KeyboardEvent) => void };

/** Time between the two keys of a sequence: slow enough for two fingers, short enough not to surprise. */
const SEQUENCE_MS = 1_000;

let registered: readonly Shortcut[] = [];
let prefix: { key: string; at: number } | null = null;
const listeners = new Set<() => void>();

/** Keys that work on this page while the component is there; never while somebody types or a dialog is open. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const run = useEffectEvent((index: number, event: KeyboardEvent) => shortcuts[index]?.run(event));
  const signature = JSON.stringify(shortcuts.map(({ keys, label }) => ({ keys, label })));
  useEffect(() => {
    const named = JSON.parse(signature) as { keys: string; label: string }[];
    const own = named.map((shortcut, index): Shortcut => ({
      ...shortcut,
      run: (event) => run(index, event),
    }));
    register([...registered, ...own]);
    return () => register(registered.filter((shortcut) => !own.includes(shortcut)));
  }, [signature]);
}

/** What the `?` list shows. */
export function useRegisteredShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    subscribe,
    () => registered,
    () => NONE,
  );
}

const NONE: readonly Shortcut[] = [];

function register(next: readonly Shortcut[]): void {
  if (registered.length === 0 && next.length > 0) window.addEventListener('keydown', onKeyDown);
  if (registered.length > 0 && next.length === 0) window.removeEventListener('keydown', onKeyDown);
  registered = next;
  for (const listener of listeners) listener();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target))
    return;
  const key =
    event.shiftKey && event.key.length === 1 && /[a-z]/i.test(event.key)
      ? `Shift+${event.key.toLowerCase()}`
      : event.key;
  const sequence = prefix && Date.now() - prefix.at < SEQUENCE_MS ? `${prefix.key} ${key}` : null;
  prefix = null;
  const found = findLast(sequence) ?? findLast(key);
  if (found) {
    event.preventDefault();
    found.run(event);
  } else if (registered.some((shortcut) => shortcut.keys.startsWith(`${key} `))) {
    prefix = { key, at: Date.now() };
  }
}

/** The latest to register wins: what is nearest to the reader. */
function findLast(keys: string | null): Shortcut | undefined {
  return keys === null ? undefined : registered.findLast((shortcut) => shortcut.keys === keys);
}

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return true;
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
