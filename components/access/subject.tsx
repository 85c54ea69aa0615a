'use client';
import { Bot, Globe, LogIn, UsersRound } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { AccessSubject } from '#lib/schemas/access.ts';
import { Avatar } from '@/components/ui/avatar';

const ICONS = { group: UsersRound, robot: Bot, 'signed-in': LogIn, anyone: Globe };

/** Whom a rule is about, with the sign of their kind. */
export function Subject({ subject }: { subject: AccessSubject }) {
  const t = useTranslations('access');
  const Icon = subject.kind === 'user' ? null : ICONS[subject.kind];
  const words = subject.kind === 'anyone' ? t('anyone') : t('signedIn');
  return (
    <span className="flex min-w-0 items-center gap-2">
      {subject.kind === 'user' && <Avatar name={subject.name} size="sm" />}
      {Icon && <Icon aria-hidden size={16} className="shrink-0 text-muted" />}
      <span className="truncate font-medium">{'name' in subject ? subject.name : words}</span>
      {'name' in subject && <span className="sr-only">{t(`kinds.${subject.kind}`)}</span>}
    </span>
  );
}
