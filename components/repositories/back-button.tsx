'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { projectOf } from '#lib/oci/reference.ts';
import type { TagEvent } from '#lib/schemas/repositories.ts';
import { api } from '@/components/api/client';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { shortDigest } from '@/components/ui/digest';
import { FormError } from '@/components/ui/field';
import { toast } from '@/components/ui/toast-store';

/** Of a move in the timeline: puts the tag back on the image that it came to then, or left. */
export function BackButton({ event, canMove }: { event: TagEvent; canMove: boolean }) {
  const t = useTranslations('repositories.timeline');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { repository, tag } = event;
  const digest = (event.toDigest ?? event.fromDigest)!;
  const words = { tag, digest: shortDigest(digest) };
  const move = useMutation({
    mutationFn: () => api('POST', `/repositories/${repository}/-/tags/${tag}/restore`, { body: { digest } }),
    onSuccess: () => {
      setOpen(false);
      toast({ title: t('backDone', words) });
    },
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <>
      <Button
        variant="ghost"
        className="h-7 px-2"
        aria-label={t('backNamed', words)}
        reason={canMove ? null : t('needs', { project: projectOf(repository) })}
        icon={<Undo2 aria-hidden size={14} />}
        onClick={() => setOpen(true)}
      >
        {t('back')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          move.reset();
        }}
        title={t('backTitle', words)}
        confirmLabel={t('backConfirm')}
        destructive={false}
        busy={move.isPending}
        onConfirm={() => move.mutate()}
      >
        <FormError>{move.error?.message}</FormError>
        <p>{t('backText', { tag })}</p>
      </ConfirmDialog>
    </>
  );
}
