'use client';
import { Plus, Trash2 } from 'lucide-react';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { MAX_GRANTS, ROBOT_SCOPES, type RobotGrantInput } from '#lib/schemas/robots.ts';
import { Button, IconButton } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** What a robot may do where: a pattern a line, and the scopes in it. */
export function GrantFields({
  grants,
  system,
  error,
  onChange,
}: {
  grants: readonly RobotGrantInput[];
  system: boolean;
  error?: string;
  onChange: (grants: RobotGrantInput[]) => void;
}) {
  const t = useTranslations('robots.form');
  const change = (at: number, next: Partial<RobotGrantInput>) =>
    onChange(grants.map((grant, place) => (place === at ? { ...grant, ...next } : grant)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-table font-medium">{t('grants')}</legend>
      {grants.map((grant, at) => (
        <GrantRow
          // Rows have no identity but their place.
          key={at}
          grant={grant}
          number={at + 1}
          onChange={(next) => change(at, next)}
          onRemove={() => onChange(grants.filter((_, place) => place !== at))}
        />
      ))}
      <FormError>{error}</FormError>
      <p className="text-table text-muted">{t(system ? 'grantsHelpSystem' : 'grantsHelp')}</p>
      <div>
        <Button
          icon={<Plus aria-hidden size={16} />}
          disabled={grants.length >= MAX_GRANTS}
          onClick={() => onChange([...grants, { repositories: '', scopes: ['read'] }])}
        >
          {t('addGrant')}
        </Button>
      </div>
    </fieldset>
  );
}

function GrantRow({
  grant,
  number,
  onChange,
  onRemove,
}: {
  grant: RobotGrantInput;
  number: number;
  onChange: (next: Partial<RobotGrantInput>) => void;
  onRemove: () => void;
}) {
  const t = useTranslations('robots');
  const id = useId();
  const { repositories, scopes } = grant;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <span className="min-w-40 flex-1">
        <Input
          aria-label={t('form.repositories', { number })}
          value={repositories}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono"
          onChange={(event) => onChange({ repositories: event.target.value })}
        />
      </span>
      {ROBOT_SCOPES.map((scope) => (
        <span key={scope} className="inline-flex items-center gap-2 text-table">
          <Checkbox
            id={`${id}-${scope}`}
            checked={scopes.includes(scope)}
            onCheckedChange={(checked) =>
              onChange({
                scopes: ROBOT_SCOPES.filter((one) =>
                  one === scope ? checked === true : scopes.includes(one),
                ),
              })
            }
          />
          <label htmlFor={`${id}-${scope}`}>{t(`scopes.${scope}`)}</label>
        </span>
      ))}
      <IconButton label={t('form.removeGrant', { number })} onClick={onRemove}>
        <Trash2 aria-hidden size={16} />
      </IconButton>
    </div>
  );
}
