'use client';
import type { RefObject } from 'react';
import { useTranslations } from 'use-intl';
import { useShortcuts } from '../shortcuts';
import type { Shortcut } from '../shortcuts';

/** What the keys c and d do with the row that has the focus; `menu`: rows have one. */
export type TableKeys<Row> = { copy?: (row: Row) => void; remove?: (row: Row) => void; menu?: boolean };

/** j k move, x selects (Shift+x up to here), Enter opens (the row's link has the focus), c copies, d deletes, . opens the row's menu. */
export function useTableKeys<Row>(
  table: RefObject<HTMLTableElement | null>,
  options: {
    rows: readonly Row[];
    rowKey: (row: Row) => string;
    selection?: { toggle: (key: string, range: boolean) => void };
    keys?: TableKeys<Row>;
  },
): void {
  const t = useTranslations('ui.keys');
  const { rows, rowKey, selection, keys } = options;
  const withRow = (act: (row: Row) => void) => () => {
    const key = currentRow(table.current)?.dataset.key;
    const row = rows.find((candidate) => rowKey(candidate) === key);
    if (row) act(row);
  };
  const toggle = (range: boolean) => withRow((row) => selection?.toggle(rowKey(row), range));
  const shortcuts: (Shortcut | false | undefined)[] = [
    { keys: 'j', label: t('down'), run: () => move(table.current, 1) },
    { keys: 'k', label: t('up'), run: () => move(table.current, -1) },
    selection && { keys: 'x', label: t('select'), run: toggle(false) },
    selection && { keys: 'Shift+x', label: t('selectRange'), run: toggle(true) },
    keys?.copy && { keys: 'c', label: t('copy'), run: withRow(keys.copy) },
    keys?.remove && { keys: 'd', label: t('delete'), run: withRow(keys.remove) },
    keys?.menu && { keys: '.', label: t('menu'), run: () => openMenu(table.current) },
  ];
  useShortcuts(shortcuts.filter((shortcut): shortcut is Shortcut => Boolean(shortcut)));
}

function currentRow(table: HTMLTableElement | null): HTMLElement | null {
  const focused = document.activeElement;
  return focused && table?.contains(focused) ? focused.closest<HTMLElement>('tr[data-key]') : null;
}

/** As the arrow does on the button itself: with the first item in focus. */
function openMenu(table: HTMLTableElement | null): void {
  const button = currentRow(table)?.querySelector<HTMLElement>('button[aria-haspopup="menu"]');
  button?.focus();
  button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
}

function move(table: HTMLTableElement | null, step: 1 | -1): void {
  const rows = [...(table?.querySelectorAll<HTMLElement>('tr[data-key]') ?? [])];
  const at = rows.indexOf(currentRow(table)!);
  const next = at === -1 ? rows.find((row) => row.getBoundingClientRect().top >= 0) : rows[at + step];
  const link = next?.querySelector<HTMLElement>('[data-row-link]');
  link?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
}
