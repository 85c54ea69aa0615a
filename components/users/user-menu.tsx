'use client';
import { Ban, CircleCheck, Ellipsis, KeyRound, ShieldCheck, ShieldOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { UserChange } from './user-change-dialog';

export function UserMenu({
  user,
  isSelf,
  onReset,
  onChange,
}: {
  user: User;
  isSelf: boolean;
  onReset: (user: User) => void;
  onChange: (change: { user: User; change: UserChange }) => void;
}) {
  const t = useTranslations('users');
  const reason = isSelf ? t('self') : null;
  return (
    <Menu
      trigger={
        <IconButton label={t('actionsOf', { name: user.username })}>
          <Ellipsis aria-hidden size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<KeyRound aria-hidden size={16} />} onSelect={() => onReset(user)}>
        {t('reset.action')}
      </MenuItem>
      <MenuItem
        icon={user.admin ? <ShieldOff aria-hidden size={16} /> : <ShieldCheck aria-hidden size={16} />}
        reason={reason}
        onSelect={() => onChange({ user, change: user.admin ? 'demote' : 'promote' })}
      >
        {user.admin ? t('demote.action') : t('promote.action')}
      </MenuItem>
      <MenuSeparator />
      {user.disabled ? (
        <MenuItem
          icon={<CircleCheck aria-hidden size={16} />}
          onSelect={() => onChange({ user, change: 'enable' })}
        >
          {t('enable.action')}
        </MenuItem>
      ) : (
        <MenuItem
          danger
          icon={<Ban aria-hidden size={16} />}
          reason={reason}
          onSelect={() => onChange({ user, change: 'disable' })}
        >
          {t('disable.action')}
        </MenuItem>
      )}
    </Menu>
  );
}
