'use client';
import { getNonce, setNonce } from 'get-nonce';
import type { ReactNode } from 'react';
import { QueryProvider } from '@/components/api/query-provider';
import { MessagesProvider } from '@/components/messages/messages-provider';
import { NowProvider } from '@/components/ui/time';
import { Toaster } from '@/components/ui/toaster';
import { TooltipProvider } from '@/components/ui/tooltip';

/** Everything a component may count on. */
export function Providers({ now, nonce, children }: { now: number; nonce?: string; children: ReactNode }) {
  adoptNonce(nonce);
  return (
    <MessagesProvider>
      <QueryProvider>
        <NowProvider now={now}>
          <TooltipProvider delayDuration={300} skipDelayDuration={200}>
            {children}
            <Toaster />
          </TooltipProvider>
        </NowProvider>
      </QueryProvider>
    </MessagesProvider>
  );
}

/** Radix adds a <style> when a dialog locks the scroll. The document's policy is that of its first load: later nonces are not its own. */
function adoptNonce(nonce: string | undefined): void {
  if (typeof window !== 'undefined' && nonce && !getNonce()) setNonce(nonce);
}
