'use client';
import { Columns3 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { Menu, MenuCheck, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { OPTIONAL_COLUMNS } from './columns-choice';
import type { OptionalColumn } from './columns-choice';

/** Which columns the table has. Cards on a phone have their own two lines. */
export function ColumnsMenu({
  chosen,
  onChange,
}: {
  chosen: readonly OptionalColumn[];
  onChange: (columns: readonly OptionalColumn[]) => void;
}) {
  const t = useTranslations('tags');
  return (
    <Menu
      trigger={
        <Button icon={<Columns3 aria-hidden size={16} />} className="max-md:hidden">
          {t('chooseColumns')}
        </Button>
      }
    >
      {OPTIONAL_COLUMNS.map((column) => (
        <MenuCheck
          key={column}
          checked={chosen.includes(column)}
          onChange={(checked) =>
            onChange(checked ? [...chosen, column] : chosen.filter((other) => other !== column))
          }
        >
          {t(`columns.${column}`)}
        </MenuCheck>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => onChange(OPTIONAL_COLUMNS)}>{t('allColumns')}</MenuItem>
    </Menu>
  );
}
