import type { ReactNode } from 'react';
import { AppShell } from '@/components/layout/app-shell';
import { pageViewer } from '../viewer';

export default async function AppLayout({ children }: { children: ReactNode }) {
  return <AppShell viewer={await pageViewer()}>{children}</AppShell>;
}
