'use client';
import clsx from 'clsx';
import { createContext, use, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { relative } from './relative';

const TICK_MS = 30_000;
const ServerNow = createContext(0);

/** The server's clock at rendering: what the first paint in the browser must agree with. */
export function NowProvider({ now, children }: { now: number; children: ReactNode }) {
  return <ServerNow value={now}>{children}</ServerNow>;
}

/** The time to the half minute, in ms; the server's until the page is alive. */
export function useNow(): number {
  const serverNow = use(ServerNow);
  return useSyncExternalStore(subscribe, currentTick, () => serverNow);
}

/** "3 h ago", with the exact time, in the reader's zone, on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const t = useTranslations('ui.time');
  const now = useNow();
  const alive = useAlive();
  const { unit, count } = relative(Date.parse(at), now);
  return (
    <time
      dateTime={at}
      title={alive ? exact(at) : undefined}
      className={clsx('tabular-nums', className)}
      suppressHydrationWarning
    >
      {unit === 'date' ? day(at, now, alive) : t(unit, { count })}
    </time>
  );
}

/** A day such as "30 Nov": the server's in UTC, then the reader's. */
export function DayOf({ at }: { at: string }) {
  const now = useNow();
  const alive = useAlive();
  return (
    <time dateTime={at} title={alive ? exact(at) : undefined} suppressHydrationWarning>
      {day(at, now, alive)}
    </time>
  );
}

/** False on the server and for the first paint that must match it, then true. */
export function useAlive(): boolean {
  return useSyncExternalStore(
    NEVER,
    () => true,
    () => false,
  );
}

const NEVER = () => () => {};

function currentTick(): number {
  return Math.floor(Date.now() / TICK_MS) * TICK_MS;
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

function exact(at: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long' }).format(Date.parse(at));
}

function day(at: string, now: number, alive: boolean): string {
  const time = Date.parse(at);
  const thisYear = new Date(time).getUTCFullYear() === new Date(now).getUTCFullYear();
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(thisYear ? {} : { year: 'numeric' }),
    ...(alive ? {} : { timeZone: 'UTC' }),
  }).format(time);
}
