/** What is selected, and where the next range begins. */
export type Selection = { keys: ReadonlySet<string>; anchor: string | null };

export const NOTHING: Selection = { keys: new Set(), anchor: null };

export type SelectionAction =
  | { kind: 'toggle'; key: string; range: boolean }
  | { kind: 'toggleAll' }
  | { kind: 'set'; keys: readonly string[] }
  | { kind: 'drop'; keys: readonly string[] }
  | { kind: 'clear' };

/**
 * The next selection. `order` is the rows as they stand, over all pages that are loaded, so that a range may begin on
 * one page and end on another.
 */
export function select(selection: Selection, action: SelectionAction, order: readonly string[]): Selection {
  switch (action.kind) {
    case 'toggle':
      return action.range ? extend(selection, action.key, order) : toggle(selection, action.key);
    case 'toggleAll':
      return toggleAll(selection, order);
    case 'set':
      return { keys: new Set(action.keys), anchor: selection.anchor };
    case 'drop':
      return { ...selection, keys: without(selection.keys, action.keys) };
    case 'clear':
      return NOTHING;
  }
}

function toggle({ keys }: Selection, key: string): Selection {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { keys: next, anchor: key };
}

/** From the anchor to `key`, both included; what the anchor is (selected or not) all of them become. */
function extend(selection: Selection, key: string, order: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(key);
  if (from === -1 || to === -1) return toggle(selection, key);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  const adds = selection.keys.has(selection.anchor!);
  const keys = adds ? new Set([...selection.keys, ...range]) : without(selection.keys, range);
  return { keys, anchor: selection.anchor };
}

function toggleAll(selection: Selection, order: readonly string[]): Selection {
  const all = order.length > 0 && order.every((key) => selection.keys.has(key));
  return all ? NOTHING : { keys: new Set([...selection.keys, ...order]), anchor: null };
}

function without(keys: ReadonlySet<string>, gone: readonly string[]): ReadonlySet<string> {
  const next = new Set(keys);
  for (const key of gone) next.delete(key);
  return next;
}
