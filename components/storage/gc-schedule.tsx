'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { GcSchedule } from '#lib/schemas/storage.ts';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { gcQuery, setSchedule } from './queries';

const SCHEDULES: readonly GcSchedule[] = ['off', 'daily', 'weekly'];

/** When it runs by itself. */
export function GcScheduleSelect({ schedule }: { schedule: GcSchedule }) {
  const t = useTranslations('storage');
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: setSchedule,
    onSuccess: (state) => client.setQueryData(gcQuery.queryKey, state),
    onError: (error) => toast({ tone: 'danger', title: t('scheduleFailed'), detail: error.message }),
  });
  return (
    <Select
      label={t('schedule')}
      prefix={t('schedulePrefix')}
      value={change.variables && change.isPending ? change.variables : schedule}
      onChange={(next) => change.mutate(next)}
      options={SCHEDULES.map((value) => ({
        value,
        label: t(`schedules.${value}`),
        hint: t(`scheduleHints.${value}`),
      }))}
    />
  );
}
