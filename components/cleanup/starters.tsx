'use client';
import { FlaskConical, GitPullRequest, Tag } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Starter } from './draft';
import { STARTERS } from './draft';

const ICONS = { pullRequests: GitPullRequest, nightly: FlaskConical, releases: Tag };

/** Three rules that most projects want, to begin with. */
export function Starters({ reason, onPick }: { reason: string | null; onPick: (starter: Starter) => void }) {
  const t = useTranslations('cleanup.starters');
  return (
    <div className="flex flex-col gap-3">
      <div>
        <h3 className="text-body font-semibold">{t('title')}</h3>
        <p className="text-text-2">{t('text')}</p>
      </div>
      <ul className="flex flex-col gap-2">
        {STARTERS.map((starter) => {
          const Icon = ICONS[starter];
          return (
            <li key={starter}>
              <button
                type="button"
                disabled={reason !== null}
                onClick={() => onPick(starter)}
                className="flex w-full items-start gap-3 rounded-md border border-control p-3 text-left hover:bg-hover disabled:cursor-not-allowed disabled:opacity-50"
              >
                <Icon aria-hidden size={16} className="mt-0.5 shrink-0 text-muted" />
                <span className="min-w-0">
                  <span className="block text-table font-medium">{t(`${starter}.title`)}</span>
                  <span className="block text-table text-text-2">{t(`${starter}.text`)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {reason && <p className="text-table text-muted">{reason}</p>}
    </div>
  );
}
