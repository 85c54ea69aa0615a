'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RetentionPolicy } from '#lib/schemas/retention.ts';
import type { ImportResult } from '#lib/schemas/retention-runs.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { TextArea } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import type { ImportFormat } from './api';
import { importRules } from './api';
import { RuleSentence } from './rule-sentence';

type Props = {
  project: string;
  open: boolean;
  onClose: () => void;
  /** The rules become the draft; nothing is saved by it. */
  onUse: (policy: RetentionPolicy) => void;
};

/** Rules of Harbor or ECR as rules of ours, with what could not be carried over. */
export function ImportDialog({ project, open, onClose, onUse }: Props) {
  const t = useTranslations('cleanup.import');
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onClose()}
      title={t('title')}
      className="md:w-[600px]"
    >
      <ImportForm project={project} onCancel={onClose} onUse={onUse} />
    </Dialog>
  );
}

function ImportForm({
  project,
  onCancel,
  onUse,
}: {
  project: string;
  onCancel: () => void;
  onUse: (policy: RetentionPolicy) => void;
}) {
  const t = useTranslations('cleanup.import');
  const ui = useTranslations('ui');
  const [format, setFormat] = useState<ImportFormat>('harbor');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const convert = useMutation({
    mutationFn: (rules: unknown) => importRules(project, { format, rules }),
  });
  const read = () => {
    const parsed = parse(text);
    if ('error' in parsed) return setProblem(t('notJson', { error: parsed.error }));
    setProblem(undefined);
    convert.mutate(parsed.value);
  };
  if (convert.data) return <Converted result={convert.data} onBack={() => convert.reset()} onUse={onUse} />;
  return (
    <DialogBody>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!convert.isPending) read();
        }}
      >
        <FormError>{convert.error?.message}</FormError>
        <div>
          <Segmented
            label={t('format')}
            value={format}
            onChange={(next) => {
              setFormat(next);
              convert.reset();
            }}
            segments={[
              { value: 'harbor', label: t('harbor') },
              { value: 'ecr', label: t('ecr') },
            ]}
          />
        </div>
        <Field label={t('json')} help={t(`${format}Help`)} error={problem}>
          {(control) => (
            <TextArea
              {...control}
              autoFocus
              rows={10}
              value={text}
              spellCheck={false}
              className="font-mono"
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onCancel}>{ui('cancel')}</Button>
          <Button type="submit" variant="primary" busy={convert.isPending} disabled={text.trim() === ''}>
            {t('convert')}
          </Button>
        </DialogActions>
      </form>
    </DialogBody>
  );
}

/** What came of it: the rules in words, and the report. */
function Converted({
  result: { policy, report },
  onBack,
  onUse,
}: {
  result: ImportResult;
  onBack: () => void;
  onUse: (policy: RetentionPolicy) => void;
}) {
  const t = useTranslations('cleanup.import');
  return (
    <DialogBody>
      {policy.rules.length > 0 ? (
        <ol className="flex list-decimal flex-col gap-2 pl-5">
          {policy.rules.map((rule) => (
            <li key={rule.id}>
              <RuleSentence rule={rule} problems={[]} onChange={null} />
            </li>
          ))}
        </ol>
      ) : (
        <p className="text-text-2">{t('nothing')}</p>
      )}
      <section className="flex flex-col gap-2">
        <h3 className="text-body font-semibold">{t('report')}</h3>
        {report.length === 0 ? (
          <p className="flex items-start gap-2 text-text-2">
            <CircleCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-ok" />
            {t('allCarried')}
          </p>
        ) : (
          <ul className="flex flex-col gap-2">
            {report.map(({ kind, rule, message }) => (
              <li key={`${rule} ${message}`} className="flex items-start gap-2">
                {kind === 'lost' ? (
                  <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-warn" />
                ) : (
                  <Info aria-hidden size={16} className="mt-0.5 shrink-0 text-muted" />
                )}
                <span className="min-w-0 break-words">
                  <span className="font-medium">
                    {rule === null ? t(kind) : t('ofRule', { what: t(kind), rule })}:
                  </span>{' '}
                  {message}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <p className="text-text-2">{t('replaces')}</p>
      <DialogActions>
        <Button onClick={onBack}>{t('back')}</Button>
        <Button variant="primary" disabled={policy.rules.length === 0} onClick={() => onUse(policy)}>
          {t('use')}
        </Button>
      </DialogActions>
    </DialogBody>
  );
}

function parse(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
