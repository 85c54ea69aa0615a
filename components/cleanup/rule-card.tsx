'use client';
import clsx from 'clsx';
import { ArrowDown, ArrowUp, CircleAlert, Copy, Ellipsis, Pencil, Replace, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionRule } from '#lib/schemas/retention.ts';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import { IconButton } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { withAction } from './draft';
import type { RuleProblem } from './problems';
import { RuleCountLine } from './rule-count';
import { RuleSentence } from './rule-sentence';

/** What one can do with a rule; null in place of it where it may only be read. */
type RuleActions = {
  change: (rule: RetentionRule) => void;
  move: (id: string, step: -1 | 1) => void;
  copy: (rule: RetentionRule) => void;
  remove: (id: string) => void;
};

type RuleCardProps = {
  rule: RetentionRule;
  number: number;
  last: boolean;
  count: PreviewResult['rules'][number] | undefined;
  stale: boolean;
  problems: readonly RuleProblem[];
  actions: RuleActions | null;
  /** It was just made. */
  isNew: boolean;
  /** Counts up whenever a reason points here; 0 while the rules are out of sight. */
  flash: number;
  onShow: (rule: string) => void;
};

/** How long a rule that a reason points to is marked: the eye has to come over from the other half of the page. */
const FLASH_MS = 1_600;

export function RuleCard(props: RuleCardProps) {
  const { rule, number, last, count, stale, problems, actions, isNew, flash, onShow } = props;
  const t = useTranslations('cleanup.rule');
  const [naming, setNaming] = useState(false);
  const [card, flashing] = useFlash(flash);
  const name = rule.name || t('unnamed', { number });
  return (
    <li
      ref={card}
      tabIndex={-1}
      data-rule={rule.id}
      aria-label={name}
      onKeyDown={(event) => actions && moveByKey(event, (step) => actions.move(rule.id, step))}
      className={clsx(
        'scroll-mt-28 rounded-md border p-4 transition-colors duration-100',
        flashing ? 'border-accent bg-accent-soft' : 'bg-bg',
        !flashing && (problems.length > 0 ? 'border-danger' : 'border-line'),
      )}
    >
      <div className="mb-2 flex items-center gap-2">
        <span className="inline-flex size-5 shrink-0 items-center justify-center rounded-full bg-hover text-chip text-text-2 tabular-nums">
          {number}
        </span>
        {naming && actions ? (
          <NameField
            name={rule.name}
            label={t('name')}
            onDone={(next) => {
              setNaming(false);
              if (next !== null && next !== rule.name) actions.change({ ...rule, name: next });
            }}
          />
        ) : (
          <h3 className="min-w-0 flex-1 truncate text-table font-semibold" title={name}>
            {name}
          </h3>
        )}
        {actions && (
          <RuleButtons
            rule={rule}
            name={name}
            first={number === 1}
            last={last}
            actions={actions}
            onRename={() => setNaming(true)}
          />
        )}
      </div>
      <RuleSentence rule={rule} problems={problems} onChange={actions && actions.change} startOpen={isNew} />
      {problems.length > 0 ? (
        <ul className="mt-2 flex flex-col gap-1 text-table text-danger">
          {problems.map(({ field, message }) => (
            <li key={field + message} className="flex items-start gap-1.5">
              <CircleAlert aria-hidden size={14} className="mt-[3px] shrink-0" />
              <span className="min-w-0 break-words">{message}</span>
            </li>
          ))}
        </ul>
      ) : (
        count && <RuleCountLine rule={rule} count={count} stale={stale} onShow={() => onShow(rule.id)} />
      )}
    </li>
  );
}

function RuleButtons({
  rule,
  name,
  first,
  last,
  actions,
  onRename,
}: {
  rule: RetentionRule;
  name: string;
  first: boolean;
  last: boolean;
  actions: RuleActions;
  onRename: () => void;
}) {
  const t = useTranslations('cleanup.rule');
  const other = rule.action === 'delete' ? 'keep' : 'delete';
  return (
    <span className="-my-1.5 -mr-2 flex shrink-0">
      <IconButton
        label={t('up', { name })}
        reason={first ? t('isFirst') : null}
        onClick={() => actions.move(rule.id, -1)}
      >
        <ArrowUp aria-hidden size={16} />
      </IconButton>
      <IconButton
        label={t('down', { name })}
        reason={last ? t('isLast') : null}
        onClick={() => actions.move(rule.id, 1)}
      >
        <ArrowDown aria-hidden size={16} />
      </IconButton>
      <Menu
        trigger={
          <IconButton label={t('actionsOf', { name })}>
            <Ellipsis aria-hidden size={16} />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil aria-hidden size={16} />} onSelect={onRename}>
          {t('rename')}
        </MenuItem>
        <MenuItem
          icon={<Replace aria-hidden size={16} />}
          onSelect={() => actions.change(withAction(rule, other))}
        >
          {t(`make.${other}`)}
        </MenuItem>
        <MenuItem icon={<Copy aria-hidden size={16} />} onSelect={() => actions.copy(rule)}>
          {t('copy')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger icon={<Trash2 aria-hidden size={16} />} onSelect={() => actions.remove(rule.id)}>
          {t('remove')}
        </MenuItem>
      </Menu>
    </span>
  );
}

function NameField({
  name,
  label,
  onDone,
}: {
  name: string;
  label: string;
  onDone: (name: string | null) => void;
}) {
  const [text, setText] = useState(name);
  return (
    <Input
      autoFocus
      value={text}
      aria-label={label}
      placeholder={label}
      maxLength={100}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => onDone(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(text.trim());
        if (event.key === 'Escape') onDone(null);
      }}
      className="flex-1"
    />
  );
}

/** Brings the card into sight and marks it for a moment whenever `flash` counts up. */
function useFlash(flash: number) {
  const card = useRef<HTMLLIElement>(null);
  const [seen, setSeen] = useState(flash);
  const flashing = flash > seen;
  useEffect(() => {
    if (!flashing) return;
    card.current?.scrollIntoView({ block: 'nearest' });
    card.current?.focus({ preventScroll: true });
    const timer = setTimeout(() => setSeen(flash), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash, flashing]);
  return [card, flashing] as const;
}

/** Alt and an arrow move the rule that has the focus; not while its name or a panel is typed in. */
function moveByKey(event: KeyboardEvent<HTMLElement>, move: (step: -1 | 1) => void): void {
  const step = { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key];
  const inside = event.currentTarget.contains(event.target as Node);
  if (!step || !event.altKey || !inside || (event.target as HTMLElement).matches('input, textarea')) return;
  event.preventDefault();
  move(step);
}
