'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { AuditEvent } from '#lib/schemas/audit.ts';
import { Dialog, DialogBody } from '@/components/ui/dialog';
import { useActionText } from './use-action-text';

/** All that is known of one event. */
export function EventDialog({ event, onClose }: { event: AuditEvent | null; onClose: () => void }) {
  const actionText = useActionText();
  return (
    <Dialog open={event !== null} onOpenChange={onClose} title={event ? actionText(event.action) : ''}>
      <DialogBody>{event && <Facts event={event} />}</DialogBody>
    </Dialog>
  );
}

function Facts({ event }: { event: AuditEvent }) {
  const t = useTranslations('audit');
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-table">
      <Fact label={t('facts.at')}>
        <time dateTime={event.at}>{event.at}</time>
      </Fact>
      <Fact label={t('facts.actor')}>{event.actor}</Fact>
      <Fact label={t('facts.credential')}>{event.credential}</Fact>
      <Fact label={t('facts.address')}>{event.address}</Fact>
      <Fact label={t('facts.action')}>
        <code className="font-mono">{event.action}</code>
      </Fact>
      <Fact label={t('facts.result')}>{t(`results.${event.result}`)}</Fact>
      <Fact label={t('facts.project')}>{event.project}</Fact>
      <Fact label={t('facts.repository')}>{event.repository}</Fact>
      <Fact label={t('facts.target')}>{event.target}</Fact>
      <Fact label={t('facts.id')}>{event.id}</Fact>
      {event.detail && (
        <Fact label={t('facts.detail')}>
          <pre className="font-mono whitespace-pre-wrap">{JSON.stringify(event.detail, null, 2)}</pre>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (children === null) return null;
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  );
}
