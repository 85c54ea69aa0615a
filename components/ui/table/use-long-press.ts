'use client';
import { useRef } from 'react';
import type { PointerEvent } from 'react';

/** As long as phones themselves take for a long press. */
const LONG_PRESS_MS = 500;

/** Handlers for an element that a finger held still acts on. A mouse has the checkbox. */
export function useLongPress(act: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const cancel = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return;
      timer.current = setTimeout(act, LONG_PRESS_MS);
    },
    onPointerMove: cancel,
    onPointerUp: cancel,
    onPointerCancel: cancel,
  };
}
