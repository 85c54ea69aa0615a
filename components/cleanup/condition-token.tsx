'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionRule } from '#lib/schemas/retention.ts';
import { Field } from '@/components/ui/field';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { Condition } from './conditions';
import { valueOf, withValue } from './conditions';
import { NumberEditor, RemoveCondition } from './number-editor';
import type { TokenProps } from './selection-tokens';
import { problemOf } from './selection-tokens';
import { Token } from './token';

const DAYS = [7, 14, 30, 90, 180];
const COUNTS = [1, 3, 5, 10, 20, 50];

/** One condition of a rule, as its words with the value in a token. */
export function ConditionToken({
  rule,
  problems,
  onChange,
  condition,
}: TokenProps & { condition: Condition }) {
  const t = useTranslations('cleanup.rule');
  const value = valueOf(rule, condition) ?? 0;
  const wrong =
    problemOf(problems, condition) ??
    (condition === 'keepNewest' ? problemOf(problems, 'groupBy') : undefined);
  return t.rich(`conditions.${rule.action}.${condition}` as 'conditions.delete.keepNewest', {
    value: () => (
      <Token
        label={t(`names.${condition}`)}
        invalid={wrong !== undefined}
        editor={
          onChange &&
          ((close) => (
            <>
              <ConditionEditor
                rule={rule}
                condition={condition}
                problems={problems}
                onChange={onChange}
                value={value}
              />
              <RemoveCondition
                onRemove={() => {
                  close();
                  onChange(withValue(rule, condition, null));
                }}
              />
            </>
          ))
        }
      >
        <ConditionValue rule={rule} condition={condition} value={value} />
      </Token>
    ),
  });
}

function ConditionValue({
  rule,
  condition,
  value,
}: {
  rule: RetentionRule;
  condition: Condition;
  value: number;
}) {
  const t = useTranslations('cleanup.rule');
  if (condition === 'totalSizeAboveBytes') return formatBytes(value);
  if (condition !== 'keepNewest') return t('days', { count: value });
  const { groupBy, newestBy } = rule;
  return [
    value.toLocaleString('en'),
    groupBy.by === 'regex'
      ? t('groups.ofRegex', { regex: groupBy.regex })
      : groupBy.by === 'repository'
        ? ''
        : t(`groups.of.${groupBy.by}`),
    newestBy === 'push' ? '' : t(`newest.by.${newestBy}`),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

type EditorProps = Omit<TokenProps, 'onChange'> & {
  condition: Condition;
  value: number;
  onChange: (rule: RetentionRule) => void;
};

function ConditionEditor(props: EditorProps) {
  const { rule, condition, problems, value, onChange } = props;
  const t = useTranslations('cleanup.rule');
  if (condition === 'totalSizeAboveBytes') return <SizeEditor {...props} />;
  const counts = condition === 'keepNewest';
  return (
    <>
      <NumberEditor
        label={t(`names.${condition}`)}
        help={t(`help.${condition}`)}
        error={problemOf(problems, condition)}
        value={value}
        choices={counts ? COUNTS : DAYS}
        after={counts ? undefined : <span className="text-table text-muted">{t('daysUnit')}</span>}
        onChange={(next) => onChange(withValue(rule, condition, next))}
      />
      {counts && <NewestFields rule={rule} problems={problems} onChange={onChange} />}
    </>
  );
}

type GroupBy = RetentionRule['groupBy'];

/** Of what the newest are counted, and what makes one newer. */
function NewestFields({ rule, problems, onChange }: Omit<EditorProps, 'condition' | 'value'>) {
  const t = useTranslations('cleanup.rule');
  const untagged = rule.selects === 'untagged';
  const group = (by: GroupBy['by']): GroupBy => (by === 'regex' ? { by, regex: '([^-]+)-.*' } : { by });
  const orders = untagged ? (['push', 'pull'] as const) : (['push', 'semver', 'pull'] as const);
  return (
    <>
      {!untagged && (
        <Field label={t('groups.label')}>
          {(control) => (
            <Select
              control={control}
              size="field"
              value={rule.groupBy.by}
              onChange={(by) => onChange({ ...rule, groupBy: group(by) })}
              options={(['repository', 'major', 'minor', 'regex'] as const).map((value) => ({
                value,
                label: t(`groups.${value}`),
              }))}
            />
          )}
        </Field>
      )}
      {rule.groupBy.by === 'regex' && (
        <Field label={t('regex')} help={t('groups.regexHelp')} error={problemOf(problems, 'groupBy')}>
          {(control) => (
            <Input
              {...control}
              value={rule.groupBy.by === 'regex' ? rule.groupBy.regex : ''}
              spellCheck={false}
              autoCapitalize="none"
              className="font-mono"
              onChange={(event) => onChange({ ...rule, groupBy: { by: 'regex', regex: event.target.value } })}
            />
          )}
        </Field>
      )}
      <Field label={t('newest.label')}>
        {(control) => (
          <Select
            control={control}
            size="field"
            value={rule.newestBy}
            onChange={(newestBy) => onChange({ ...rule, newestBy })}
            options={orders.map((value) => ({ value, label: t(`newest.${value}`) }))}
          />
        )}
      </Field>
    </>
  );
}

const UNITS = { MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;
type Unit = keyof typeof UNITS;
const SIZES = [1, 10, 50, 100];

function SizeEditor({ rule, problems, condition, value, onChange }: EditorProps) {
  const t = useTranslations('cleanup.rule');
  const [unit, setUnit] = useState<Unit>(() => unitOf(value));
  return (
    <NumberEditor
      label={t(`names.${condition}`)}
      help={t(`help.${condition}`)}
      error={problemOf(problems, condition)}
      value={Math.round((value / UNITS[unit]) * 10) / 10}
      choices={SIZES}
      onChange={(next) => onChange(withValue(rule, condition, Math.round(next * UNITS[unit])))}
      after={
        <span className="w-24 shrink-0">
          <Select
            label={t('unit')}
            size="field"
            value={unit}
            onChange={(next) => {
              setUnit(next);
              onChange(withValue(rule, condition, Math.round((value / UNITS[unit]) * UNITS[next])));
            }}
            options={(Object.keys(UNITS) as Unit[]).map((option) => ({ value: option, label: option }))}
          />
        </span>
      }
    />
  );
}

/** The largest in which the size is at least 1. */
function unitOf(bytes: number): Unit {
  return bytes >= UNITS.TiB ? 'TiB' : bytes >= UNITS.GiB ? 'GiB' : 'MiB';
}
