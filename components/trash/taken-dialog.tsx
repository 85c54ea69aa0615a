'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { TrashEntry } from '#lib/schemas/repositories.ts';
import { isTag } from '#lib/oci/reference.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { toast } from '@/components/ui/toast-store';
import { restoreMany } from './api';

type Props = { project: string; entry: TrashEntry | null; onClose: () => void };

/** Of an entry whose tag exists again: replace that, or come back under another tag. */
export function TakenDialog({ project, entry, onClose }: Props) {
  const t = useTranslations('trash.taken');
  return (
    <Dialog open={entry !== null} onOpenChange={onClose} title={t('title', { tag: entry?.tag ?? '' })}>
      {entry && <Choice project={project} entry={entry} onClose={onClose} />}
    </Dialog>
  );
}

function Choice({ project, entry, onClose }: Props & { entry: TrashEntry }) {
  const t = useTranslations('trash.taken');
  const ui = useTranslations('ui');
  const trash = useTranslations('trash');
  const client = useQueryClient();
  const [how, setHow] = useState<'replace' | 'rename'>('replace');
  const name = entry.tag ?? '';
  const [tag, setTag] = useState(`${name}-restored`.slice(0, 128));
  const restore = useMutation({
    mutationFn: async () => {
      const choice = how === 'replace' ? { replace: true } : { tag };
      const { failed } = await restoreMany(project, { ids: [entry.id], ...choice });
      if (failed[0]) throw new Error(failed[0].message);
    },
    onSuccess: () => {
      toast({ title: trash('restored', { name: how === 'replace' ? name : tag }) });
      onClose();
    },
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <DialogBody>
      <form
        className="flex flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          restore.mutate();
        }}
      >
        <FormError>{restore.error?.message}</FormError>
        <Segmented
          label={t('text')}
          value={how}
          onChange={setHow}
          segments={[
            { value: 'replace', label: t('replace') },
            { value: 'rename', label: t('rename') },
          ]}
        />
        {how === 'replace' ? (
          <p className="text-text-2">{t('replaceHelp', { tag: name })}</p>
        ) : (
          <div className="w-full">
            <Field label={t('tag')} help={t('tagHelp', { tag: name })}>
              {(control) => (
                <Input
                  {...control}
                  className="font-mono"
                  value={tag}
                  spellCheck={false}
                  onChange={(event) => setTag(event.target.value)}
                />
              )}
            </Field>
          </div>
        )}
        <div className="w-full">
          <DialogActions>
            <Button onClick={onClose}>{ui('cancel')}</Button>
            <Button
              type="submit"
              variant="primary"
              busy={restore.isPending}
              disabled={how === 'rename' && !isTag(tag)}
            >
              {t('confirm')}
            </Button>
          </DialogActions>
        </div>
      </form>
    </DialogBody>
  );
}
