'use client';
import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import { messages } from './messages';

/** Texts and formats for every component; the zone is for the server's paint, times switch to the reader's. */
export function MessagesProvider({ children }: { children: ReactNode }) {
  return (
    <IntlProvider locale="en" messages={messages} timeZone="UTC">
      {children}
    </IntlProvider>
  );
}
