'use client';
import { useState } from 'react';
import type { LiveEvent } from '#lib/schemas/system.ts';
import { useLiveEvents } from '@/components/live/live-events';

/** Names kept: enough for "12 new"; beyond it the number alone matters. */
const MOST_KEPT = 500;

/**
 * What changed in a repository since the rows were read. Where the reader is busy with the rows (`isBusy`) it only counts, so
 * that no row moves under the pointer; else `refresh` shows it at once. `isOwn`: what this page did itself.
 */
export function useFreshTags(
  repository: string,
  options: { isBusy: () => boolean; isOwn: (event: LiveEvent) => boolean; refresh: () => void },
) {
  const [fresh, setFresh] = useState<readonly string[]>([]);
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  useLiveEvents((event) => {
    if (
      event.repository !== repository ||
      event.kind === 'access' ||
      event.kind === 'purged' ||
      options.isOwn(event)
    )
      return;
    if (options.isBusy()) {
      setFresh((before) => [...new Set([...before, ...event.tags])].slice(0, MOST_KEPT));
    } else {
      setShown(new Set(event.tags));
      options.refresh();
    }
  });
  const show = () => {
    setShown(new Set(fresh));
    setFresh([]);
    options.refresh();
  };
  return { fresh, shown, show };
}
