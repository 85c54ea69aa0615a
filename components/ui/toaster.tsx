'use client';
import clsx from 'clsx';
import { CircleAlert, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { useTranslations } from 'use-intl';
import type { ToastItem } from './toast-store';
import { dismissToast, useToasts } from './toast-store';

/** The corner where toasts appear; once a page, in the shell. Radix pauses them on hover and focus. */
export function Toaster() {
  const t = useTranslations('ui');
  const items = useToasts();
  return (
    <Toast.Provider label={t('notifications')}>
      {items.map((item) => (
        <OneToast key={item.id} item={item} closeLabel={t('close')} />
      ))}
      <Toast.Viewport
        label={t('notificationsHotkey', { hotkey: '{hotkey}' })}
        className="fixed right-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2 max-md:bottom-20"
      />
    </Toast.Provider>
  );
}

function OneToast({ item, closeLabel }: { item: ToastItem; closeLabel: string }) {
  const danger = item.tone === 'danger';
  return (
    <Toast.Root
      type={danger ? 'foreground' : 'background'}
      duration={item.durationMs}
      onOpenChange={(open) => open || dismissToast(item.id)}
      className={clsx('flex animate-pop-in items-start gap-3 overlay p-3', danger && 'border-danger')}
    >
      {danger && <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-danger" />}
      <div className="min-w-0 flex-1 break-words">
        <Toast.Title className="text-table font-medium">{item.title}</Toast.Title>
        {item.detail && (
          <Toast.Description className="text-table text-muted">{item.detail}</Toast.Description>
        )}
      </div>
      {item.action && (
        <Toast.Action
          altText={item.action.label}
          onClick={item.action.run}
          className="shrink-0 rounded-md px-2 text-table font-medium text-accent hover:bg-hover pointer-coarse:min-h-11"
        >
          {item.action.label}
        </Toast.Action>
      )}
      <Toast.Close
        aria-label={closeLabel}
        className="-m-1 shrink-0 rounded-md p-1.5 text-muted hover:bg-hover hover:text-text"
      >
        <X aria-hidden size={16} />
      </Toast.Close>
    </Toast.Root>
  );
}
