'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ProjectDetail } from '#lib/schemas/projects.ts';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { FormError } from '@/components/ui/field';
import { toast } from '@/components/ui/toast-store';
import { deleteProject } from './api';
import { PROJECTS } from './queries';

export function DeleteProject({ project }: { project: ProjectDetail }) {
  const t = useTranslations('projects');
  const router = useRouter();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { name, repositoryCount, abilities } = project;
  const remove = useMutation({
    mutationFn: () => deleteProject(name),
    onSuccess: async () => {
      toast({ title: t('settings.deleted', { name }) });
      router.push('/projects');
      await client.invalidateQueries({ queryKey: [...PROJECTS, 'list'] });
    },
    onError: () => setOpen(false),
  });
  const blocked = !abilities.deleteProject
    ? t('needsOwner', { project: name })
    : repositoryCount > 0
      ? t('settings.deleteNotEmpty', { count: repositoryCount })
      : null;
  return (
    <Card title={t('settings.deleteTitle')}>
      <div className="flex flex-col items-start gap-4">
        <p className="text-text-2">{t('settings.deleteText')}</p>
        <FormError>{remove.error?.message}</FormError>
        <Button variant="caution" reason={blocked} onClick={() => setOpen(true)}>
          {t('settings.delete')}
        </Button>
        {blocked && <p className="text-table text-muted">{blocked}</p>}
      </div>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('settings.confirmTitle', { name })}
        confirmLabel={t('settings.delete')}
        typedName={name}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{t('settings.confirmText')}</p>
      </ConfirmDialog>
    </Card>
  );
}
