'use client';
import { useQueryClient } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import type { LiveEvent } from '#lib/schemas/system.ts';
import { useLiveEvents } from './live-events';

/** Asks anew for what is under `keys` whenever an event matters to it. */
export function useLiveQueries(
  keys: readonly QueryKey[],
  matters: (event: LiveEvent) => boolean = () => true,
): void {
  const client = useQueryClient();
  useLiveEvents((event) => {
    if (!matters(event)) return;
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  });
}
