import type { ReactNode } from 'react';
import { Logo } from '@/components/ui/logo';

/** The narrow page of the forms that stand before everything else. */
export function AuthCard({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[26rem] flex-col justify-center px-4 py-12">
      <div className="mb-6 flex flex-col items-center gap-3 text-center">
        <Logo size={44} />
        <h1 className="text-page">{title}</h1>
        {lead && <div className="break-words text-text-2">{lead}</div>}
      </div>
      <div className="rounded-md border border-line p-6 max-md:p-4">{children}</div>
    </main>
  );
}
