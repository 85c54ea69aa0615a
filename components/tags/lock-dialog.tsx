'use client';
import { useTranslations } from 'use-intl';
import { lockInput } from '#lib/schemas/protection.ts';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions, DialogBody } from '@/components/ui/dialog';
import { Field, FormError } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useForm } from '@/components/ui/use-form';
import { useLockTags } from './use-lock-tags';

type Props = {
  repository: string;
  /** Null while it is closed. */
  tags: readonly string[] | null;
  onClose: () => void;
};

/** Asks why, then locks. */
export function LockTagsDialog({ repository, tags, onClose }: Props) {
  const t = useTranslations('tags.lock');
  const count = tags?.length ?? 0;
  return (
    <Dialog
      open={tags !== null}
      onOpenChange={onClose}
      title={count === 1 ? t('titleOne', { name: tags![0]! }) : t('titleMany', { count })}
    >
      {tags && <LockForm repository={repository} tags={tags} onClose={onClose} />}
    </Dialog>
  );
}

function LockForm({ repository, tags, onClose }: Props & { tags: readonly string[] }) {
  const t = useTranslations('tags.lock');
  const ui = useTranslations('ui');
  const { lock } = useLockTags(repository);
  const form = useForm({
    initial: { note: '' },
    schema: lockInput,
    toInput: ({ note }) => ({ note: note || undefined }),
    submit: async ({ note }) => {
      await lock(tags, note);
      onClose();
    },
  });
  return (
    <DialogBody>
      <p className="text-text-2">{t('text', { count: tags.length })}</p>
      <form {...form.formProps} className="flex flex-col gap-4">
        <FormError>{form.error}</FormError>
        <Field label={t('note')} help={t('noteHelp')} error={form.errorOf('note')}>
          {(control) => <Input {...control} {...form.text('note')} maxLength={200} autoComplete="off" />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{ui('cancel')}</Button>
          <Button type="submit" variant="primary" busy={form.busy}>
            {t('confirm', { count: tags.length })}
          </Button>
        </DialogActions>
      </form>
    </DialogBody>
  );
}
