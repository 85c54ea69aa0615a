'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pin, PinOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { ManifestDetail } from '#lib/schemas/repositories.ts';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast-store';
import { setPin } from './api';

/** Keeps the image from cleanup and deletes, whatever becomes of its tags. */
export function PinButton({ image: { repository, digest, pinned, abilities } }: { image: ManifestDetail }) {
  const t = useTranslations('image.pin');
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => setPin(repository, digest, !pinned),
    onSuccess: () => toast({ title: t(pinned ? 'undone' : 'done') }),
    onError: (error) => toast({ tone: 'danger', title: t('failed'), detail: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ['repository', repository] }),
  });
  const Icon = pinned ? PinOff : Pin;
  return (
    <Button
      icon={<Icon aria-hidden size={16} />}
      busy={change.isPending}
      reason={abilities['lockTags'] ? null : t('needs')}
      onClick={() => change.mutate()}
    >
      {t(pinned ? 'unpin' : 'pin')}
    </Button>
  );
}
