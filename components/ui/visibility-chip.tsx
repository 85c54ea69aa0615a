'use client';
import { Globe, Lock } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Visibility } from '#lib/schemas/common.ts';
import { Chip } from './chip';

export function VisibilityChip({ visibility }: { visibility: Visibility }) {
  const t = useTranslations('ui');
  const Icon = visibility === 'public' ? Globe : Lock;
  return (
    <Chip
      icon={<Icon aria-hidden size={12} />}
      title={t(visibility === 'public' ? 'publicHint' : 'privateHint')}
    >
      {t(visibility)}
    </Chip>
  );
}
