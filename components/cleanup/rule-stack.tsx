'use client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import { MAX_RULES } from '#lib/schemas/retention.ts';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import { Button } from '@/components/ui/button';
import { useShortcuts } from '@/components/ui/shortcuts';
import type { Starter } from './draft';
import { newRule, starterRule, withChanged, withCopy, withMoved, withoutRule, withRule } from './draft';
import { AlwaysKept, OtherwiseKeep } from './fixed-cards';
import type { CheckedPolicy } from './problems';
import { RuleCard } from './rule-card';
import { Starters } from './starters';

/** The rules in their order, between what always stays and what becomes of the rest. */
export function RuleStack({
  policy,
  checked,
  counts,
  stale,
  flash,
  reason,
  onChange,
  onShow,
}: {
  policy: RetentionPolicy;
  checked: CheckedPolicy;
  counts: PreviewResult['rules'];
  stale: boolean;
  flash: { rule: string; count: number };
  /** Why the rules may only be read. */
  reason: string | null;
  onChange: (policy: RetentionPolicy) => void;
  onShow: (rule: string) => void;
}) {
  const t = useTranslations('cleanup.rule');
  const starters = useTranslations('cleanup.starters');
  const [added, setAdded] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const change = reason === null ? onChange : null;
  const full = policy.rules.length >= MAX_RULES ? t('full', { count: MAX_RULES }) : null;
  const add = () => {
    if (!change || full) return;
    const rule = newRule(policy);
    setAdded(rule.id);
    change(withRule(policy, rule));
  };
  const actions = change && {
    change: (rule: RetentionPolicy['rules'][number]) => change(withChanged(policy, rule)),
    copy: (rule: RetentionPolicy['rules'][number]) => change(withCopy(policy, rule)),
    remove: (id: string) => change(withoutRule(policy, id)),
    move: (id: string, step: -1 | 1) => {
      const next = withMoved(policy, id, step);
      if (next === policy) return;
      change(next);
      const place = next.rules.findIndex((rule) => rule.id === id) + 1;
      setSaid(t('moved', { place, count: next.rules.length }));
    },
  };
  useShortcuts([
    { keys: 'n', label: t('keys.new'), run: add },
    // Listed among the keys; the card that has the focus listens itself.
    { keys: 'Alt+↑↓', label: t('keys.move'), run: () => {} },
  ]);
  const start = (starter: Starter) =>
    change?.(withRule(policy, starterRule(starter, policy, starters(`${starter}.title`))));
  return (
    <div className="flex flex-col gap-3">
      <AlwaysKept policy={policy} problems={checked.rest} onChange={change} />
      {policy.rules.length === 0 && <Starters reason={reason} onPick={start} />}
      <ol aria-label={t('list')} className="flex flex-col gap-3 empty:hidden">
        {policy.rules.map((rule, index) => (
          <RuleCard
            key={rule.id}
            rule={rule}
            number={index + 1}
            last={index === policy.rules.length - 1}
            count={counts.find((count) => count.rule === rule.id)}
            stale={stale}
            problems={checked.byRule.get(rule.id) ?? []}
            actions={actions}
            isNew={added === rule.id}
            flash={flash.rule === rule.id ? flash.count : 0}
            onShow={onShow}
          />
        ))}
      </ol>
      <div className="flex">
        <Button reason={reason ?? full} icon={<Plus aria-hidden size={16} />} onClick={add}>
          {t('add')}
        </Button>
      </div>
      <OtherwiseKeep policy={policy} problems={checked.rest} onChange={change} />
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}
