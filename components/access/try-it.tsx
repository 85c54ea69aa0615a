'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { repositoryAction, type AccessCheck, type RepositoryAction } from '#lib/schemas/access.ts';
import { usePagedList } from '@/components/api/use-paged-list';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Combobox } from '@/components/ui/combobox';
import { Field, FormError } from '@/components/ui/field';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { useDebounced } from '@/components/ui/use-debounced';
import { NameField } from './name-field';
import { accessCheckQuery, accessRepositoriesQuery, type AccessQuestion } from './queries';
import { ruleAnchor } from './rule-handlers';

const WHO = ['me', 'user', 'robot', 'anyone'] as const;
type Who = (typeof WHO)[number];
/** Repositories that are suggested. */
const MOST_SHOWN = 8;

/** Who may do what here, and what decides it. Who is no owner asks about themselves. */
export function TryIt({ project, canManage }: { project: string; canManage: boolean }) {
  const t = useTranslations('access');
  const [who, setWho] = useState<Who>('me');
  const [name, setName] = useState('');
  const [repository, setRepository] = useState(`${project}/`);
  const [action, setAction] = useState<RepositoryAction>('pull');
  const question = useDebounced(questionOf(project, { who, name: name.trim(), repository, action }));
  const { data, error } = useQuery(accessCheckQuery(project, question));
  const label = { me: t('try.me'), user: t('kinds.user'), robot: t('kinds.robot'), anyone: t('anyone') };
  return (
    <Card title={t('try.title')}>
      <div className="flex flex-col gap-4">
        <p className="text-text-2">{t('try.text')}</p>
        {canManage && (
          <Field label={t('try.who')}>
            {(control) => (
              <Select
                size="field"
                control={control}
                value={who}
                onChange={setWho}
                options={WHO.map((value) => ({ value, label: label[value] }))}
              />
            )}
          </Field>
        )}
        {(who === 'user' || who === 'robot') && (
          <NameField kind={who} label={t('try.name')} value={name} onChange={setName} />
        )}
        <RepositoryField project={project} value={repository} onChange={setRepository} />
        <Segmented
          label={t('try.action')}
          value={action}
          onChange={setAction}
          segments={repositoryAction.options.map((value) => ({ value, label: t(`actions.${value}`) }))}
          className="self-start"
        />
        <div aria-live="polite">
          {question === null && <p className="text-muted">{t('try.ask')}</p>}
          {question !== null && error && <FormError>{error.message}</FormError>}
          {question !== null && !error && data && <Answer answer={data} />}
        </div>
      </div>
    </Card>
  );
}

function RepositoryField({
  project,
  value,
  onChange,
}: {
  project: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useTranslations('access.try');
  const q = useDebounced(value.trim());
  const { rows } = usePagedList(accessRepositoriesQuery(project, q));
  const names = rows.slice(0, MOST_SHOWN).map((repository) => repository.name);
  return (
    <div className="flex flex-col gap-1.5">
      <span aria-hidden className="text-table font-medium">
        {t('repository')}
      </span>
      <Combobox
        label={t('repository')}
        placeholder={`${project}/…`}
        text={value}
        onText={onChange}
        options={names.filter((name) => name !== value)}
        onPick={onChange}
        render={(name) => <span className="truncate">{name}</span>}
      />
    </div>
  );
}

function Answer({ answer: { allowed, sentence, needs, by } }: { answer: AccessCheck }) {
  const t = useTranslations('access.try');
  const Icon = allowed ? CircleCheck : CircleX;
  return (
    <div className={`flex gap-2.5 rounded-md px-4 py-3 ${allowed ? 'bg-ok-soft' : 'bg-danger-soft'}`}>
      <Icon
        aria-label={allowed ? t('yes') : t('no')}
        size={16}
        className={`mt-0.5 shrink-0 ${allowed ? 'text-ok' : 'text-danger'}`}
      />
      <div className="flex min-w-0 flex-col gap-2">
        <p className="break-words">{sentence}</p>
        {by.kind === 'rule' && (
          <Button className="self-start" onClick={() => showRule(by.rule.id)}>
            {t('rule', { id: by.rule.id })}
          </Button>
        )}
        {!allowed && needs && by.kind === 'rule' && <p className="text-text-2">{t('would', { needs })}</p>}
      </div>
    </div>
  );
}

function showRule(id: number): void {
  const row = document.getElementById(ruleAnchor(id));
  row?.scrollIntoView({ block: 'center' });
  row?.focus();
}

/** Null while something is still missing. */
function questionOf(
  project: string,
  { who, name, repository, action }: { who: Who; name: string; repository: string; action: RepositoryAction },
): AccessQuestion | null {
  const trimmed = repository.trim();
  if (trimmed === '' || trimmed === `${project}/` || trimmed.endsWith('/')) return null;
  if ((who === 'user' || who === 'robot') && name === '') return null;
  const principal = { me: null, anyone: 'anyone', user: `user:${name}`, robot: `robot:${name}` }[who];
  return { principal, repository: trimmed, action };
}
