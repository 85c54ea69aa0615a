'use client';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { Dialog, DialogActions, DialogBody } from './dialog';
import { Input } from './input';

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A verb and what it acts on: "Delete 3 tags?" */
  title: string;
  /** Exactly what goes, and what stays. */
  children: ReactNode;
  confirmLabel: string;
  /** For what can't be undone as a whole (a project): the name to type. */
  typedName?: string;
  destructive?: boolean;
  busy?: boolean;
  /** Set while what would happen is still being found out. */
  unready?: boolean;
  onConfirm: () => void;
};

/** The one deliberate confirmation of everything destructive; the focus starts on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    open,
    onOpenChange,
    title,
    children,
    confirmLabel,
    typedName,
    destructive = true,
    busy,
    unready,
    onConfirm,
  } = props;
  const t = useTranslations('ui');
  return (
    <Dialog open={open} onOpenChange={(next) => busy || onOpenChange(next)} title={title}>
      <DialogBody>
        <div className="flex flex-col gap-3 break-words text-text-2">{children}</div>
        <ConfirmForm
          key={String(open)}
          typedName={typedName}
          onConfirm={() => busy || unready || onConfirm()}
        >
          {(matches) => (
            <DialogActions>
              <Button autoFocus onClick={() => onOpenChange(false)}>
                {t('cancel')}
              </Button>
              <Button
                type="submit"
                variant={destructive ? 'danger' : 'primary'}
                busy={busy}
                disabled={!matches || unready}
              >
                {confirmLabel}
              </Button>
            </DialogActions>
          )}
        </ConfirmForm>
      </DialogBody>
    </Dialog>
  );
}

function ConfirmForm({
  typedName,
  onConfirm,
  children,
}: {
  typedName?: string;
  onConfirm: () => void;
  children: (matches: boolean) => ReactNode;
}) {
  const t = useTranslations('ui');
  const [typed, setTyped] = useState('');
  const id = useId();
  const matches = typedName === undefined || typed === typedName;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (matches) onConfirm();
      }}
    >
      {typedName !== undefined && (
        <label htmlFor={id} className="flex flex-col gap-1.5 text-table">
          <span>
            {t.rich('typeToConfirm', {
              name: typedName,
              code: (chunks) => <code className="font-mono font-medium">{chunks}</code>,
            })}
          </span>
          <Input
            id={id}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      {children(matches)}
    </form>
  );
}
