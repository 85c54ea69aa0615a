'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

type Guarded = PreviewResult['guarded'];

/** Names to type, one a repository; of more than this, the project's stands for all. */
const MOST_TYPED = 4;

/** What somebody has typed to let a guard through, and whether it is all of it. */
export function useGuard(project: string, guarded: Guarded) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const asked = guarded.length > MOST_TYPED ? [project] : guarded.map(({ repository }) => repository);
  return {
    asked,
    typed,
    type: (name: string, text: string) => setTyped((current) => ({ ...current, [name]: text })),
    passed: asked.every((name) => {
      const text = typed[name]?.trim();
      return text === name || text === shortOf(name, project);
    }),
  };
}

/** Says of each repository how much of it goes, and asks to type its name. */
export function GuardFields({
  project,
  guarded,
  guard,
}: {
  project: string;
  guarded: Guarded;
  guard: ReturnType<typeof useGuard>;
}) {
  const t = useTranslations('cleanup.guard');
  const code = (chunks: React.ReactNode) => <code className="font-mono font-medium">{chunks}</code>;
  const all = guarded.length > MOST_TYPED;
  return (
    <div className="flex flex-col gap-4 rounded-md bg-warn-soft p-3">
      {all && (
        <ul className="list-disc pl-4 text-table">
          {guarded.map(({ repository, ...counts }) => (
            <li key={repository}>
              {t.rich('removes', { ...figures(counts), name: shortOf(repository, project), code })}
            </li>
          ))}
        </ul>
      )}
      {guard.asked.map((name) => {
        const one = all ? undefined : guarded.find(({ repository }) => repository === name);
        return (
          <div key={name} className="flex flex-col gap-2">
            {one && <p>{t.rich('removes', { ...figures(one), name: shortOf(name, project), code })}</p>}
            <Field label={t('type', { name: shortOf(name, project) })}>
              {(control) => (
                <Input
                  {...control}
                  value={guard.typed[name] ?? ''}
                  autoComplete="off"
                  spellCheck={false}
                  autoCapitalize="none"
                  className="font-mono"
                  onChange={(event) => guard.type(name, event.target.value)}
                />
              )}
            </Field>
          </div>
        );
      })}
    </div>
  );
}

function figures({ percent, deleted, tags }: Omit<Guarded[number], 'repository'>) {
  return { percent: Math.floor(percent), deleted, tags };
}

/** A repository by its name within the project, which is what one reads in the preview. */
function shortOf(name: string, project: string): string {
  return name.startsWith(`${project}/`) ? name.slice(project.length + 1) : name;
}
