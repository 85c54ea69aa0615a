'use client';
import { useEffect, useEffectEvent, useRef } from 'react';
import { selectionOf, selectionParam } from './selection-param';

/**
 * Keeps the selection in the address, so that it can be linked, reloaded and come back to; `onAddress` hears of one that Back or
 * Forward brought. A selection too long for an address stays the page's own.
 */
export function useSelectionInAddress(
  keys: ReadonlySet<string>,
  address: { value: string | null; change: (value: string | null) => void },
  onAddress: (keys: readonly string[]) => void,
): void {
  const written = useRef(address.value);
  const write = useEffectEvent((value: string | null) => {
    written.current = value;
    if (value !== address.value) address.change(value);
  });
  const read = useEffectEvent((value: string | null) => {
    if (value === written.current) return;
    written.current = value;
    onAddress(selectionOf(value));
  });
  const value = selectionParam(keys);
  useEffect(() => write(value), [value]);
  useEffect(() => read(address.value), [address.value]);
}
