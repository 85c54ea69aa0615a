'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, ShieldQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AccessRuleShown } from '#lib/schemas/access.ts';
import { useLiveQueries } from '@/components/live/use-live-queries';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { EmptyState } from '@/components/ui/faces';
import { FormError } from '@/components/ui/field';
import { ListFaces } from '@/components/ui/list-faces';
import { DataTable } from '@/components/ui/table/data-table';
import { toast } from '@/components/ui/toast-store';
import { accessKey, accessRulesQuery, deleteAccessRule } from './queries';
import { useRuleColumns } from './rule-columns';
import { RuleDialog } from './rule-dialog';
import { TryIt } from './try-it';

/** The rules of a project, and who may do what by them. */
export function AccessTab({ project, canManage }: { project: string; canManage: boolean }) {
  const t = useTranslations('access');
  const options = accessRulesQuery(project);
  const { data, error, isPending, refetch } = useQuery(options);
  const [editing, setEditing] = useState<AccessRuleShown | 'new' | null>(null);
  const [removing, setRemoving] = useState<AccessRuleShown | null>(null);
  const reason = canManage ? null : t('needsOwner', { project });
  const columns = useRuleColumns({ reason, onEdit: setEditing, onRemove: setRemoving });
  useLiveQueries(
    [accessKey(project)],
    (event) => event.kind === 'access' && (event.project === project || event.project === ''),
  );
  const rules = data?.items ?? [];
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="min-w-0 flex-1 basis-64 text-text-2">{t('text')}</p>
          <Button
            variant="primary"
            reason={reason}
            icon={<Plus aria-hidden size={16} />}
            onClick={() => setEditing('new')}
          >
            {t('add')}
          </Button>
        </div>
        <ListFaces
          pending={isPending}
          error={data ? null : error}
          retry={() => void refetch()}
          count={rules.length}
          failedTitle={t('failed')}
          empty={
            <EmptyState icon={<ShieldQuestion aria-hidden size={32} />} title={t('empty')}>
              {t('emptyText')}
            </EmptyState>
          }
        >
          <DataTable
            label={t('count', { count: rules.length })}
            columns={columns}
            rows={rules}
            rowKey={(rule) => String(rule.id)}
            total={rules.length}
          />
        </ListFaces>
      </div>
      <div className="lg:sticky lg:top-16">
        <TryIt project={project} canManage={canManage} />
      </div>
      <RuleDialog
        key={typeof editing === 'object' ? editing?.id : editing}
        project={project}
        rule={editing}
        onClose={() => setEditing(null)}
      />
      <RemoveRule project={project} rule={removing} onClose={() => setRemoving(null)} />
    </div>
  );
}

function RemoveRule({
  project,
  rule,
  onClose,
}: {
  project: string;
  rule: AccessRuleShown | null;
  onClose: () => void;
}) {
  const t = useTranslations('access');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: number) => deleteAccessRule(project, id),
    onSuccess: () => {
      onClose();
      toast({ title: t('removed') });
    },
    onSettled: () => client.invalidateQueries({ queryKey: accessKey(project) }),
  });
  return (
    <ConfirmDialog
      open={rule !== null}
      onOpenChange={onClose}
      title={t('removeTitle', { id: rule?.id ?? 0 })}
      confirmLabel={t('removeConfirm')}
      busy={remove.isPending}
      onConfirm={() => rule && remove.mutate(rule.id)}
    >
      <FormError>{remove.error?.message}</FormError>
      <p>{t('removeText', { effect: rule?.effect ?? 'allow' })}</p>
    </ConfirmDialog>
  );
}
