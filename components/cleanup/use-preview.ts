'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { LiveEvent } from '#lib/schemas/system.ts';
import { useLiveEvents } from '@/components/live/live-events';
import { useDebounced } from '@/components/ui/use-debounced';
import { previewQuery } from './queries';

/** Pushes come in bunches: one new preview for those of so long. */
const GATHER_MS = 1_000;
/** Long enough to be read, then it is no news. */
const NEWS_MS = 8_000;
/** What does not change which tags are there, or whether they may go. */
const IRRELEVANT: readonly LiveEvent['kind'][] = ['access', 'retention'];

/** What a draft would do on the data as it is: made anew as the draft changes and as the data does. Null asks for nothing. */
export function usePreview(project: string, valid: RetentionPolicy | null, guardPercent: number) {
  const asked = useDebounced(valid);
  const query = useQuery(previewQuery(project, asked, guardPercent));
  const [changes, setChanges] = useState(0);
  const [news, setNews] = useState(false);
  const refresh = useEffectEvent(async () => {
    if (!asked) return;
    const { isSuccess } = await query.refetch();
    setNews(isSuccess);
  });
  useLiveEvents((event) => {
    if (event.project === project && !IRRELEVANT.includes(event.kind)) setChanges((count) => count + 1);
  });
  useEffect(() => {
    if (changes === 0) return;
    const timer = setTimeout(() => void refresh(), GATHER_MS);
    return () => clearTimeout(timer);
  }, [changes]);
  useEffect(() => {
    if (!news) return;
    const timer = setTimeout(() => setNews(false), NEWS_MS);
    return () => clearTimeout(timer);
  }, [news]);
  return {
    preview: query.data,
    error: query.data ? null : query.error,
    /** What is shown answers an older question, or older data. */
    stale: query.data !== undefined && (query.isFetching || query.isPlaceholderData || asked !== valid),
    /** The data has changed, and the preview with it. */
    news,
    retry: () => void query.refetch(),
  };
}

export type Preview = ReturnType<typeof usePreview>;
