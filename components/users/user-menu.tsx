'use client';
import {
  Ban,
  CircleCheck,
  Ellipsis,
  KeyRound,
  Link2,
  MonitorX,
  ShieldCheck,
  ShieldOff,
  Smartphone,
  Trash2,
} from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { User } from '#lib/schemas/users.ts';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { UserChange } from './user-change-dialog';

/** What a dialog of its own asks or shows about a user. */
export type UserQuestion = { user: User; about: 'sessions' | 'resetLink' | 'password' | 'deletion' };

export function UserMenu({
  user,
  isSelf,
  onAsk,
  onChange,
}: {
  user: User;
  isSelf: boolean;
  onAsk: (asking: UserQuestion) => void;
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
      <MenuItem icon={<MonitorX aria-hidden size={16} />} onSelect={() => onAsk({ user, about: 'sessions' })}>
        {t('sessions.action')}
      </MenuItem>
      <MenuItem
        icon={<Link2 aria-hidden size={16} />}
        reason={reason ?? (user.disabled ? t('resetLink.disabled') : null)}
        onSelect={() => onAsk({ user, about: 'resetLink' })}
      >
        {t('resetLink.action')}
      </MenuItem>
      <MenuItem icon={<KeyRound aria-hidden size={16} />} onSelect={() => onAsk({ user, about: 'password' })}>
        {t('reset.action')}
      </MenuItem>
      <MenuItem
        icon={<Smartphone aria-hidden size={16} />}
        reason={reason ?? (user.secondFactor ? null : t('resetFactor.none'))}
        onSelect={() => onChange({ user, change: 'resetFactor' })}
      >
        {t('resetFactor.action')}
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
      <MenuItem
        danger
        icon={<Trash2 aria-hidden size={16} />}
        reason={reason}
        onSelect={() => onAsk({ user, about: 'deletion' })}
      >
        {t('delete.action')}
      </MenuItem>
    </Menu>
  );
}
