'use client';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import type { RetentionRule } from '#lib/schemas/retention.ts';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import { differenceOf } from './closest';

/** What a rule does at present; of one that does nothing, the tag that it nearly would have. */
export function RuleCountLine({
  rule,
  count,
  stale,
  onShow,
}: {
  rule: RetentionRule;
  count: PreviewResult['rules'][number];
  stale: boolean;
  onShow: () => void;
}) {
  const t = useTranslations('cleanup.rule');
  const { claimed, deleted, kept } = count;
  const line = clsx('mt-2 text-table text-muted transition-opacity duration-100', stale && 'opacity-60');
  if (claimed === 0 && kept === 0) {
    return (
      <p className={line}>
        <NothingMatches rule={rule} closest={count.closest} />
      </p>
    );
  }
  if (rule.action === 'keep') return <p className={line}>{t('keptCount', { count: kept })}</p>;
  return (
    <p className={line}>
      <button
        type="button"
        onClick={onShow}
        className="rounded-[3px] text-left text-text-2 underline decoration-line underline-offset-4 hover:text-accent"
      >
        {t('deletedCount', { count: deleted })}
        {kept > 0 && `, ${t('sparedCount', { count: kept })}`}
      </button>
    </p>
  );
}

function NothingMatches({
  rule,
  closest,
}: {
  rule: RetentionRule;
  closest: PreviewResult['rules'][number]['closest'];
}) {
  const t = useTranslations('cleanup.rule');
  if (!closest) return t('nothing');
  const difference = differenceOf(closest.tag, rule.tags);
  return t.rich('nothingBut', {
    tag: () => (
      <code className="font-mono wrap-anywhere" title={`${closest.repository}:${closest.tag}`}>
        {closest.tag}
      </code>
    ),
    why: () => (difference ? ` (${t(`differences.${difference}`)})` : ''),
  });
}
