'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { globProblem } from '#lib/oci/glob.ts';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { PlanItem } from '#lib/schemas/retention-runs.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { canExclude, commonPattern, withExcluded } from './draft';

/** Excepts tags from the rules that claim them, by a pattern that can be made wider or narrower. */
export function ExcludeDialog({
  items,
  policy,
  onChange,
  onClose,
}: {
  /** Null: closed. */
  items: readonly PlanItem[] | null;
  policy: RetentionPolicy;
  onChange: (policy: RetentionPolicy) => void;
  onClose: () => void;
}) {
  const t = useTranslations('cleanup.exclude');
  return (
    <Dialog open={items !== null} onOpenChange={(open) => open || onClose()} title={t('title')}>
      {items && (
        <ExcludeForm
          tags={items.flatMap(({ tag }) => (tag === null ? [] : [tag]))}
          claimed={new Set(items.flatMap(({ rule }) => (rule === null ? [] : [rule])))}
          policy={policy}
          onCancel={onClose}
          onSubmit={(next) => {
            onChange(next);
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

function ExcludeForm({
  tags,
  claimed,
  policy,
  onSubmit,
  onCancel,
}: {
  tags: readonly string[];
  claimed: ReadonlySet<string>;
  policy: RetentionPolicy;
  onSubmit: (policy: RetentionPolicy) => void;
  onCancel: () => void;
}) {
  const t = useTranslations('cleanup.exclude');
  const ui = useTranslations('ui');
  const [pattern, setPattern] = useState(() => commonPattern(tags));
  const rules = policy.rules.flatMap((rule, index) =>
    claimed.has(rule.id) ? [{ rule, number: index + 1 }] : [],
  );
  const changed = rules.filter(({ rule }) => canExclude(rule));
  const error = pattern.trim() === '' ? t('give') : (globProblem(pattern.trim()) ?? undefined);
  const numbers = (some: typeof rules) => some.map(({ number }) => number).join(', ');
  return (
    <DialogBody>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (error || changed.length === 0) return;
          onSubmit(withExcluded(policy, new Set(changed.map(({ rule }) => rule.id)), pattern.trim()));
        }}
      >
        <Field label={t('pattern')} help={t('help')} error={error}>
          {(control) => (
            <Input
              {...control}
              value={pattern}
              spellCheck={false}
              autoCapitalize="none"
              className="font-mono"
              onChange={(event) => setPattern(event.target.value)}
            />
          )}
        </Field>
        <p className="text-text-2">
          {changed.length > 0
            ? t('changes', { count: changed.length, rules: numbers(changed) })
            : t('changesNone')}
          {changed.length < rules.length && changed.length > 0 && ` ${t('notAll')}`}
        </p>
        <DialogActions>
          <Button onClick={onCancel}>{ui('cancel')}</Button>
          <Button type="submit" variant="primary" disabled={error !== undefined || changed.length === 0}>
            {t('submit')}
          </Button>
        </DialogActions>
      </form>
    </DialogBody>
  );
}
