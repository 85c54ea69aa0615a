'use client';
import {
  Activity,
  BookOpen,
  Bot,
  Boxes,
  Brush,
  Compass,
  Fingerprint,
  HardDrive,
  House,
  LogIn,
  Moon,
  Plus,
  ScrollText,
  Settings,
  Sun,
  Users,
  UsersRound,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useViewer } from '@/components/api/viewer';
import { setTheme } from '@/components/ui/theme';

export type Command = { label: string; icon: LucideIcon; run: () => void };

/** Where the palette can go, and what it can do, for whoever is signed in. */
export function useCommands(): Command[] {
  const t = useTranslations('layout');
  const router = useRouter();
  const { me } = useViewer();
  const go = (label: string, icon: LucideIcon, href: string): Command => ({
    label,
    icon,
    run: () => router.push(href),
  });
  return [
    ...(me
      ? [go(t('home'), House, '/'), go(t('projects'), Boxes, '/projects')]
      : [go(t('signIn'), LogIn, '/sign-in')]),
    go(t('explore'), Compass, '/explore'),
    ...(me?.canCreateProjects ? [go(t('newProject'), Plus, '/projects?new')] : []),
    ...(me ? [go(t('account'), Settings, '/account')] : []),
    ...(me?.admin
      ? [
          go(t('users'), Users, '/admin/users'),
          go(t('groups'), UsersRound, '/admin/groups'),
          go(t('robots'), Bot, '/admin/robots'),
          go(t('signInSettings'), Fingerprint, '/admin/sign-in'),
          go(t('cleanup'), Brush, '/admin/cleanup'),
          go(t('storage'), HardDrive, '/admin/storage'),
          go(t('audit'), ScrollText, '/admin/audit'),
          go(t('health'), Activity, '/admin/health'),
        ]
      : []),
    go(t('api'), BookOpen, '/docs/api'),
    { label: t('themeLight'), icon: Sun, run: () => setTheme('light') },
    { label: t('themeDark'), icon: Moon, run: () => setTheme('dark') },
  ];
}
