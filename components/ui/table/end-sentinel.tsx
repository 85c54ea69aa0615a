'use client';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../button';

/** How far below the window the next page is asked for, so that scrolling meets no end. */
const AHEAD = '800px';

/** The end of what is loaded: coming near it loads more; it is also a button, for who does not scroll. */
export function EndSentinel({ has, loading, load }: { has: boolean; loading: boolean; load: () => void }) {
  const t = useTranslations('ui');
  const end = useRef<HTMLDivElement>(null);
  const onNear = useEffectEvent(() => {
    if (has && !loading) load();
  });
  useEffect(() => {
    if (!end.current || !has || loading) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), {
      rootMargin: AHEAD,
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [has, loading]);
  if (!has) return null;
  return (
    <div ref={end} className="flex justify-center py-4">
      <Button variant="ghost" busy={loading} onClick={load}>
        {loading ? t('loading') : t('loadMore')}
      </Button>
    </div>
  );
}
