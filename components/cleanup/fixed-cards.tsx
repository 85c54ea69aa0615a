'use client';
import { CornerDownRight, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { CheckboxField } from '@/components/ui/checkbox';
import { NumberEditor } from './number-editor';
import { Token } from './token';

type Props = {
  policy: RetentionPolicy;
  /** What is wrong with what these cards hold, by field. */
  problems: Readonly<Record<string, string>>;
  /** Null: it may only be read. */
  onChange: ((policy: RetentionPolicy) => void) | null;
};

const GRACE_HOURS = [1, 6, 24, 72];
const USED_DAYS = [1, 7, 30, 90];
const REPLACED_DAYS = [2, 7, 30, 90];

/** What stays whatever the rules say. */
export function AlwaysKept({ policy, problems, onChange }: Props) {
  const t = useTranslations('cleanup.always');
  const { graceHours, usedWithinDays } = policy;
  return (
    <FixedCard icon={<ShieldCheck aria-hidden size={16} />} title={t('title')}>
      <p className="leading-7">
        {t.rich(usedWithinDays === null ? 'textUnused' : 'text', {
          grace: () => (
            <Token
              label={t('grace')}
              invalid={problems.graceHours !== undefined}
              editor={
                onChange &&
                (() => (
                  <NumberEditor
                    label={t('grace')}
                    help={t('graceHelp')}
                    error={problems.graceHours}
                    value={graceHours}
                    choices={GRACE_HOURS}
                    after={<Unit>{t('hoursUnit')}</Unit>}
                    onChange={(next) => onChange({ ...policy, graceHours: next })}
                  />
                ))
              }
            >
              {t('hours', { count: graceHours })}
            </Token>
          ),
          used: () => (
            <Token
              label={t('used')}
              invalid={problems.usedWithinDays !== undefined}
              editor={
                onChange &&
                (() => (
                  <Optional
                    id="used-within"
                    label={t('usedOn')}
                    value={usedWithinDays}
                    first={7}
                    onChange={(next) => onChange({ ...policy, usedWithinDays: next })}
                  >
                    {(value) => (
                      <NumberEditor
                        label={t('used')}
                        help={t('usedHelp')}
                        error={problems.usedWithinDays}
                        value={value}
                        choices={USED_DAYS}
                        after={<Unit>{t('daysUnit')}</Unit>}
                        onChange={(next) => onChange({ ...policy, usedWithinDays: next })}
                      />
                    )}
                  </Optional>
                ))
              }
            >
              {usedWithinDays === null ? t('usedNever') : t('usedDays', { count: usedWithinDays })}
            </Token>
          ),
        })}
      </p>
    </FixedCard>
  );
}

/** What becomes of all that no rule matches. */
export function OtherwiseKeep({ policy, problems, onChange }: Props) {
  const t = useTranslations('cleanup.otherwise');
  const { replaced, honourExpiresAfter } = policy;
  return (
    <FixedCard icon={<CornerDownRight aria-hidden size={16} />} title={t('title')}>
      <p className="leading-7">
        {t.rich('replaced', {
          value: () => (
            <Token
              label={t('replacedLabel')}
              invalid={problems.replaced !== undefined}
              editor={
                onChange && (() => <ReplacedEditor policy={policy} problems={problems} onChange={onChange} />)
              }
            >
              {replaced
                ? t('replacedDays', { days: replaced.afterDays, cacheDays: replaced.buildCacheDays })
                : t('replacedNever')}
            </Token>
          ),
        })}{' '}
        {t.rich('expiry', {
          value: () => (
            <Token
              label={t('expiryLabel')}
              editor={
                onChange &&
                (() => (
                  <CheckboxField
                    id="honour-expires-after"
                    label={t('expiryOn')}
                    help={t('expiryHelp')}
                    checked={honourExpiresAfter}
                    onCheckedChange={(checked) =>
                      onChange({ ...policy, honourExpiresAfter: checked === true })
                    }
                  />
                ))
              }
            >
              {t(honourExpiresAfter ? 'expiryHonoured' : 'expiryIgnored')}
            </Token>
          ),
        })}
      </p>
    </FixedCard>
  );
}

function ReplacedEditor({
  policy,
  problems,
  onChange,
}: Props & { onChange: (policy: RetentionPolicy) => void }) {
  const t = useTranslations('cleanup.otherwise');
  const days = <Unit>{t('daysUnit')}</Unit>;
  const { replaced } = policy;
  return (
    <Optional
      id="replaced"
      label={t('replacedOn')}
      help={t('replacedHelp')}
      value={replaced}
      first={{ afterDays: 30, buildCacheDays: 2 }}
      onChange={(next) => onChange({ ...policy, replaced: next })}
    >
      {(value) => (
        <>
          <NumberEditor
            label={t('afterDays')}
            error={problems.replaced}
            value={value.afterDays}
            choices={REPLACED_DAYS}
            after={days}
            onChange={(afterDays) => onChange({ ...policy, replaced: { ...value, afterDays } })}
          />
          <NumberEditor
            label={t('buildCacheDays')}
            value={value.buildCacheDays}
            choices={REPLACED_DAYS}
            after={days}
            onChange={(buildCacheDays) => onChange({ ...policy, replaced: { ...value, buildCacheDays } })}
          />
        </>
      )}
    </Optional>
  );
}

/** Something that may be off, and its fields while it is on. */
function Optional<Value>({
  id,
  label,
  help,
  value,
  first,
  onChange,
  children,
}: {
  id: string;
  label: string;
  help?: string;
  value: Value | null;
  /** What it says when it is switched on. */
  first: Value;
  onChange: (value: Value | null) => void;
  children: (value: Value) => ReactNode;
}) {
  return (
    <>
      <CheckboxField
        id={id}
        label={label}
        help={help}
        checked={value !== null}
        onCheckedChange={(checked) => onChange(checked === true ? first : null)}
      />
      {value !== null && children(value)}
    </>
  );
}

function Unit({ children }: { children: ReactNode }) {
  return <span className="text-table text-muted">{children}</span>;
}

function FixedCard({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section className="rounded-md border border-line bg-surface p-4">
      <h3 className="mb-2 flex items-center gap-2 text-table font-semibold">
        <span className="inline-flex size-5 items-center justify-center text-muted">{icon}</span>
        {title}
      </h3>
      {children}
    </section>
  );
}
