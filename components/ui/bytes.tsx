import clsx from 'clsx';
import { formatBytes } from '#lib/oci/format-bytes.ts';

/** A size in binary units; the exact count on hover. */
export function Bytes({ value, className }: { value: number; className?: string }) {
  return (
    <span className={clsx('tabular-nums', className)} title={`${value.toLocaleString('en')} bytes`}>
      {formatBytes(value)}
    </span>
  );
}
