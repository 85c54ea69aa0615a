'use client';
import {
  Activity,
  Bot,
  Brush,
  Fingerprint,
  HardDrive,
  LogOut,
  ScrollText,
  Settings,
  Users,
  UsersRound,
} from 'lucide-react';
import { signOut } from 'next-auth/react';
import { useTranslations } from 'use-intl';
import type { Me } from '#lib/schemas/users.ts';
import { Avatar } from '@/components/ui/avatar';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLink, MenuSeparator } from '@/components/ui/menu';
import { setTheme, useTheme } from '@/components/ui/theme';

export function UserMenu({ me }: { me: Me }) {
  const t = useTranslations('layout');
  const { label, theme, choices } = useTheme();
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('accountMenu', { name: me.username })}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-full hover:bg-hover pointer-coarse:size-11"
        >
          <Avatar name={me.username} />
        </button>
      }
    >
      <MenuLabel>
        <span className="block font-medium break-words">{me.username}</span>
        <span className="block text-muted">{me.admin ? t('administrator') : (me.email ?? t('member'))}</span>
      </MenuLabel>
      <MenuSeparator />
      <MenuLink href="/account" icon={<Settings aria-hidden size={16} />}>
        {t('account')}
      </MenuLink>
      {me.admin && (
        <>
          <MenuLink href="/admin/users" icon={<Users aria-hidden size={16} />}>
            {t('users')}
          </MenuLink>
          <MenuLink href="/admin/groups" icon={<UsersRound aria-hidden size={16} />}>
            {t('groups')}
          </MenuLink>
          <MenuLink href="/admin/robots" icon={<Bot aria-hidden size={16} />}>
            {t('robots')}
          </MenuLink>
          <MenuLink href="/admin/sign-in" icon={<Fingerprint aria-hidden size={16} />}>
            {t('signInSettings')}
          </MenuLink>
          <MenuLink href="/admin/cleanup" icon={<Brush aria-hidden size={16} />}>
            {t('cleanup')}
          </MenuLink>
          <MenuLink href="/admin/storage" icon={<HardDrive aria-hidden size={16} />}>
            {t('storage')}
          </MenuLink>
          <MenuLink href="/admin/audit" icon={<ScrollText aria-hidden size={16} />}>
            {t('audit')}
          </MenuLink>
          <MenuLink href="/admin/health" icon={<Activity aria-hidden size={16} />}>
            {t('health')}
          </MenuLink>
        </>
      )}
      <MenuSeparator />
      <MenuChoice label={label} value={theme} onChange={setTheme} choices={choices} />
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden size={16} />} onSelect={() => void leave()}>
        {t('signOut')}
      </MenuItem>
    </Menu>
  );
}

/** A whole new page afterwards: nothing of the session stays in memory. */
async function leave(): Promise<void> {
  await signOut({ redirect: false });
  location.assign('/');
}
