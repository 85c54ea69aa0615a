'use client';
import { useTranslations } from 'use-intl';
import { roleName } from '#lib/schemas/common.ts';
import type { RoleName } from '#lib/schemas/common.ts';
import type { Option } from '@/components/ui/select';

/** The four roles, each explained in one line. */
export function useRoleOptions(): Option<RoleName>[] {
  const roles = useTranslations('ui.roles');
  const t = useTranslations('projects.members.hints');
  return roleName.options.map((value) => ({ value, label: roles(value), hint: t(value) }));
}
