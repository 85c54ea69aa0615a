'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { DeletePreview } from '#lib/schemas/repositories.ts';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { FormError } from '@/components/ui/field';
import { Skeleton } from '@/components/ui/skeleton';
import { DayOf } from '@/components/ui/time';
import { KeptSentence } from './kept-sentence';
import { DeleteSentence } from './delete-sentence';
import { deletePreviewQuery } from './queries';
import { useDeleteTags } from './use-delete-tags';

/** Names a dialog lists before "and 12 more". */
const MOST_NAMED = 6;
/** A query longer than this does not pass every proxy (8 KiB is nginx's limit for the request line). */
const MOST_QUERY_CHARACTERS = 6_000;

/** Says exactly what goes and what stays, then deletes. `tags` is null while it is closed. */
export function DeleteTagsDialog({
  repository,
  tags,
  onClose,
  onDone,
}: {
  repository: string;
  tags: readonly string[] | null;
  onClose: () => void;
  onDone: (gone: readonly string[]) => void;
}) {
  const t = useTranslations('tags.deleting');
  const doomed = tags ?? [];
  const asked = withinQuery(doomed);
  const preview = useQuery(deletePreviewQuery(repository, asked));
  const remove = useDeleteTags(repository, (gone) => {
    onDone(gone);
    onClose();
  });
  const kept = preview.data?.items.filter((item) => item.locked) ?? [];
  const going = doomed.filter((tag) => !kept.some((item) => item.tag === tag));
  const nothingGoes = preview.data !== undefined && kept.length > 0 && going.length === 0;
  const named = nothingGoes ? doomed : going;
  const count = named.length;
  return (
    <ConfirmDialog
      open={tags !== null}
      onOpenChange={() => {
        remove.reset();
        onClose();
      }}
      title={count === 1 ? t('titleOne', { name: named[0]! }) : t('titleMany', { count })}
      confirmLabel={
        remove.busy && count > 1
          ? t('progress', { done: remove.done, total: count })
          : t('confirm', { count })
      }
      busy={remove.busy}
      unready={!preview.data || nothingGoes}
      onConfirm={() => remove.run(doomed)}
    >
      <FormError>{remove.error?.message}</FormError>
      {going.length > 1 && <Names tags={going} />}
      {kept.length > 0 && <KeptSentence items={kept} all={nothingGoes} />}
      {preview.data ? (
        !nothingGoes && <Outcome preview={preview.data} whole={asked.length === doomed.length} />
      ) : preview.error ? (
        <FormError>{t('previewFailed', { message: preview.error.message })}</FormError>
      ) : (
        <>
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-1/2" />
        </>
      )}
    </ConfirmDialog>
  );
}

/** What stays of the images, and until when all can come back; `whole`: the preview is of all tags. */
function Outcome({ preview, whole }: { preview: DeletePreview; whole: boolean }) {
  const t = useTranslations('tags.deleting');
  const going = preview.items.filter((item) => !item.locked);
  return (
    <>
      <p>{whole ? <DeleteSentence items={going} /> : t('manyUnknown')}</p>
      <p>{t.rich('until', { day: () => <DayOf at={preview.restorableUntil} /> })}</p>
    </>
  );
}

function Names({ tags }: { tags: readonly string[] }) {
  const t = useTranslations('tags.deleting');
  const more = tags.length - MOST_NAMED;
  return (
    <p className="wrap-anywhere">
      {t('goes')}{' '}
      {tags.slice(0, MOST_NAMED).map((tag, index) => (
        <span key={tag}>
          {index > 0 && ', '}
          <code className="font-mono text-text">{tag}</code>
        </span>
      ))}
      {more > 0 && ` ${t('more', { count: more })}`}.
    </p>
  );
}

function withinQuery(tags: readonly string[]): readonly string[] {
  let length = 0;
  const end = tags.findIndex((tag) => (length += tag.length + 3) > MOST_QUERY_CHARACTERS);
  return end === -1 ? tags : tags.slice(0, end);
}
