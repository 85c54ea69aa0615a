'use client';
import clsx from 'clsx';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Tooltip } from './tooltip';
import { toast } from './toast-store';

const COPIED_MS = 1_600;

/** Copies text; false where the browser refuses (a page over plain http has no clipboard API, so the old way is tried). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Says "Copied" in place. `label` names what is copied. */
export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const t = useTranslations('ui');
  const [copied, copy] = useCopied(text);
  return (
    <Tooltip text={copied ? t('copied') : label}>
      <button
        type="button"
        aria-label={label}
        onClick={copy}
        className={clsx(
          'inline-flex size-7 shrink-0 items-center justify-center gap-1 rounded-md text-muted hover:bg-hover hover:text-text pointer-coarse:size-11',
          className,
        )}
      >
        {copied ? <Check aria-hidden size={14} className="text-ok" /> : <Copy aria-hidden size={14} />}
        <span role="status" className="sr-only">
          {copied ? t('copied') : ''}
        </span>
      </button>
    </Tooltip>
  );
}

/** A line to paste into a terminal: the line itself, and a button that copies it. */
export function CommandLine({
  command,
  label,
  wrap,
  className,
}: {
  command: string;
  /** What the command does. */
  label?: string;
  /** Shows all of it, on as many lines as it takes; on a phone always. */
  wrap?: boolean;
  className?: string;
}) {
  const t = useTranslations('ui');
  const [copied, copy] = useCopied(command);
  return (
    <div
      className={clsx(
        'flex items-stretch overflow-hidden rounded-md border border-line bg-surface',
        className,
      )}
    >
      <div
        role="group"
        aria-label={label ?? command}
        tabIndex={0}
        className={clsx(
          'min-w-0 flex-1 [scrollbar-width:thin] overflow-x-auto px-3 py-2 text-left text-table leading-5 -outline-offset-2',
          wrap
            ? 'wrap-anywhere whitespace-pre-wrap'
            : 'whitespace-pre max-md:wrap-anywhere max-md:whitespace-pre-wrap',
        )}
      >
        <code className="font-mono">{command}</code>
      </div>
      <button
        type="button"
        onClick={copy}
        aria-label={t('copyCommand', { command })}
        className="inline-flex shrink-0 items-center justify-center gap-1.5 border-l border-line text-table font-medium text-text-2 -outline-offset-2 hover:bg-hover hover:text-text max-md:w-11 md:min-w-22 pointer-coarse:min-h-11"
      >
        {copied ? <Check aria-hidden size={14} className="text-ok" /> : <Copy aria-hidden size={14} />}
        <span role="status" className="max-md:sr-only">
          {copied ? t('copied') : t('copy')}
        </span>
      </button>
    </div>
  );
}

function useCopied(text: string): [boolean, () => void] {
  const t = useTranslations('ui');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    void copyText(text).then((done) =>
      done ? setCopied(true) : toast({ title: t('copyFailed'), detail: text }),
    );
  };
  return [copied, copy];
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
