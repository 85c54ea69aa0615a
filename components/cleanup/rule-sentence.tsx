'use client';
import { Plus } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionRule } from '#lib/schemas/retention.ts';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ConditionToken } from './condition-token';
import type { Condition } from './conditions';
import { conditionsLeft, conditionsOf, FIRST_VALUE, withValue } from './conditions';
import type { TokenProps } from './selection-tokens';
import { RepositoriesToken, TagsToken } from './selection-tokens';

/** A rule as a sentence whose parts can be changed in place; without `onChange`, to be read. */
export function RuleSentence({ startOpen, ...props }: TokenProps & { startOpen?: boolean }) {
  const t = useTranslations('cleanup.rule');
  const { rule, onChange } = props;
  return (
    <p className="leading-7 break-words">
      {t.rich(rule.action === 'delete' ? 'deletes' : 'keeps', {
        repositories: () => <RepositoriesToken {...props} />,
        tags: () => <TagsToken {...props} startOpen={startOpen} />,
      })}
      {conditionsOf(rule).map((condition, index) => (
        <Fragment key={condition}>
          {joint(rule, condition, index, t('or'))}
          <ConditionToken {...props} condition={condition} />
        </Fragment>
      ))}
      {onChange && <AddCondition rule={rule} onChange={onChange} />}
    </p>
  );
}

/** "delete … older than 14 days, keep the newest 3": what is kept is a clause of its own. */
function joint({ action }: RetentionRule, condition: Condition, index: number, or: string): string {
  if (action === 'keep') return index === 0 ? ' ' : ` ${or} `;
  return index === 0 && condition !== 'keepNewest' ? ' ' : ', ';
}

function AddCondition({ rule, onChange }: { rule: RetentionRule; onChange: (rule: RetentionRule) => void }) {
  const t = useTranslations('cleanup.rule');
  const left = conditionsLeft(rule);
  if (left.length === 0) return null;
  return (
    <>
      {' '}
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            className="inline-flex items-center gap-1 rounded-[4px] border border-dashed border-control px-1 text-table whitespace-nowrap text-muted hover:bg-hover hover:text-text"
          >
            <Plus aria-hidden size={12} />
            {t('addCondition')}
          </button>
        }
      >
        {left.map((condition) => (
          <MenuItem
            key={condition}
            onSelect={() => onChange(withValue(rule, condition, FIRST_VALUE[condition]))}
          >
            {t(`names.${condition}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
