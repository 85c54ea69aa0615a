'use client';
import { History, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { projectOf } from '#lib/oci/reference.ts';
import { repositoryHref } from '@/components/api/repository-path';
import { Button, ButtonLink } from '@/components/ui/button';
import { DeleteTagsDialog } from './delete-dialog';

/** What the page of one tag offers: its history, and deleting it. */
export function TagPageActions({
  repository,
  tag,
  canDelete,
}: {
  repository: string;
  tag: string;
  canDelete: boolean;
}) {
  const t = useTranslations('tags');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <>
      <ButtonLink
        href={`${repositoryHref(repository, 'timeline')}?tag=${encodeURIComponent(tag)}`}
        icon={<History aria-hidden size={16} />}
      >
        {t('history')}
      </ButtonLink>
      <Button
        variant="caution"
        reason={canDelete ? null : t('needs', { project: projectOf(repository) })}
        icon={<Trash2 aria-hidden size={16} />}
        onClick={() => setOpen(true)}
      >
        {t('delete')}
      </Button>
      <DeleteTagsDialog
        repository={repository}
        tags={open ? [tag] : null}
        onClose={() => setOpen(false)}
        onDone={() => router.push(repositoryHref(repository))}
      />
    </>
  );
}
