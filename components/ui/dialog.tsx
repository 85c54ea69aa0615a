'use client';
import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** For one that is only there for a screen reader, as in the palette. */
  hideHeader?: boolean;
  className?: string;
  children: ReactNode;
};

/** 480 px in the middle; a sheet from below on a phone. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  hideHeader,
  className,
  children,
}: DialogProps) {
  const t = useTranslations('ui');
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim data-[state=closed]:animate-fade-out" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={clsx(
            'fixed z-50 flex max-h-[min(44rem,calc(100dvh-4rem))] flex-col overflow-y-auto bg-bg shadow-overlay',
            'max-md:inset-x-0 max-md:bottom-0 max-md:animate-sheet-in max-md:rounded-t-md max-md:border-t max-md:border-line max-md:data-[state=closed]:animate-sheet-out',
            'md:inset-x-0 md:top-[max(4rem,14vh)] md:mx-auto md:w-[480px] md:animate-pop-in md:rounded-md md:border md:border-line md:data-[state=closed]:animate-pop-out',
            className,
          )}
        >
          <div className={hideHeader ? 'sr-only' : 'flex items-start gap-4 px-6 pt-6 max-md:px-4'}>
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-section break-words">{title}</Radix.Title>
              {description && (
                <Radix.Description asChild>
                  <div className="mt-2 break-words text-text-2">{description}</div>
                </Radix.Description>
              )}
            </div>
            {!hideHeader && (
              <Radix.Close
                aria-label={t('close')}
                className="-m-2 rounded-md p-2 text-muted hover:bg-hover hover:text-text"
              >
                <X aria-hidden size={16} />
              </Radix.Close>
            )}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function DialogBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx('flex flex-col gap-4 px-6 pt-4 pb-6 max-md:px-4', className)}>{children}</div>;
}

/** Buttons of a dialog, the one that acts last; full width on a phone. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="flex justify-end gap-2 pt-2 max-md:flex-col-reverse max-md:[&>*]:w-full">{children}</div>
  );
}
