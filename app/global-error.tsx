'use client';
import { ErrorPage } from '@/components/layout/error-page';
import { MessagesProvider } from '@/components/messages/messages-provider';
import './globals.css';

/** The last resort: stands without the layout. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <MessagesProvider>
          <ErrorPage {...props} />
        </MessagesProvider>
      </body>
    </html>
  );
}
