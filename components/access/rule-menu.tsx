'use client';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { AccessRuleShown } from '#lib/schemas/access.ts';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import type { RuleHandlers } from './rule-handlers';

export function RuleMenu({ rule, reason, onEdit, onRemove }: RuleHandlers & { rule: AccessRuleShown }) {
  const t = useTranslations('access');
  return (
    <Menu
      trigger={
        <IconButton label={t('actionsOf', { id: rule.id })}>
          <Ellipsis aria-hidden size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil aria-hidden size={16} />} reason={reason} onSelect={() => onEdit(rule)}>
        {t('edit')}
      </MenuItem>
      <MenuItem
        danger
        icon={<Trash2 aria-hidden size={16} />}
        reason={reason}
        onSelect={() => onRemove(rule)}
      >
        {t('remove')}
      </MenuItem>
    </Menu>
  );
}
