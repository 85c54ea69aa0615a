import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies, headers } from 'next/headers';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { THEME_COOKIE } from '@/components/ui/theme-cookie';
import { Providers } from './providers';
import { requestTime } from './request-time';
import './globals.css';

const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  display: 'swap',
  variable: '--font-inter',
});

export const metadata: Metadata = {
  title: { default: 'Lighter', template: '%s · Lighter' },
  description: 'A container registry.',
  robots: { index: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#0e1116' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The nonce of the Content-Security-Policy is a request's own: no page may be rendered ahead.
  await connection();
  const theme = (await cookies()).get(THEME_COOKIE)?.value;
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html
      lang="en"
      className={inter.variable}
      data-theme={theme === 'light' || theme === 'dark' ? theme : undefined}
    >
      <body>
        <Providers now={requestTime()} nonce={nonce}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
