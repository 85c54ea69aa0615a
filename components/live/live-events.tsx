'use client';
import { createContext, use, useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { LiveEvent } from '#lib/schemas/system.ts';

type Listener = (event: LiveEvent) => void;
type Subscribe = (listener: Listener) => () => void;

const LiveContext = createContext<Subscribe>(() => () => {});

/** One stream of what changes for the whole page; the browser reconnects it by itself. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [listeners] = useState(() => new Set<Listener>());
  const client = useQueryClient();
  useEffect(() => {
    let dropped = false;
    const source = new EventSource('/api/v1/events');
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as LiveEvent;
      for (const listener of listeners) listener(event);
    };
    source.onerror = () => {
      dropped = true;
    };
    // What happened while the stream was down is not told again: ask anew.
    source.onopen = () => {
      if (dropped) void client.invalidateQueries();
      dropped = false;
    };
    return () => source.close();
  }, [client, listeners]);
  const [subscribe] = useState(() => (listener: Listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
  return <LiveContext value={subscribe}>{children}</LiveContext>;
}

/** Calls back on every change the viewer may see. */
export function useLiveEvents(onEvent: Listener): void {
  const subscribe = use(LiveContext);
  const latest = useEffectEvent(onEvent);
  useEffect(() => subscribe((event) => latest(event)), [subscribe]);
}
