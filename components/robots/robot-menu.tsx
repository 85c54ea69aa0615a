'use client';
import { Ban, CircleCheck, Ellipsis, Fingerprint, Pencil, RotateCw, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Robot } from '#lib/schemas/robots.ts';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { Asked } from './asked';

export function RobotMenu({ robot, onAsk }: { robot: Robot; onAsk: (asked: Asked) => void }) {
  const t = useTranslations('robots');
  const ask = (what: Asked['for']) => () => onAsk({ robot, for: what });
  return (
    <Menu
      trigger={
        <IconButton label={t('actionsOf', { name: robot.name })}>
          <Ellipsis aria-hidden size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<RotateCw aria-hidden size={16} />} onSelect={ask('rotate')}>
        {t('rotate.action')}
      </MenuItem>
      <MenuItem icon={<Pencil aria-hidden size={16} />} onSelect={ask('edit')}>
        {t('edit.action')}
      </MenuItem>
      <MenuItem icon={<Fingerprint aria-hidden size={16} />} onSelect={ask('trusts')}>
        {t('trust.action')}
      </MenuItem>
      <MenuSeparator />
      {robot.disabled ? (
        <MenuItem icon={<CircleCheck aria-hidden size={16} />} onSelect={ask('enable')}>
          {t('enable.action')}
        </MenuItem>
      ) : (
        <MenuItem icon={<Ban aria-hidden size={16} />} onSelect={ask('disable')}>
          {t('disable.action')}
        </MenuItem>
      )}
      <MenuItem danger icon={<Trash2 aria-hidden size={16} />} onSelect={ask('delete')}>
        {t('delete.action')}
      </MenuItem>
    </Menu>
  );
}
