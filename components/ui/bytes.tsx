import clsx from 'clsx';
import { formatBytes } from './format-bytes';

/** A size in binary units; the exact count on hover. */
export function Bytes({ value, className }: { value: number; className?: string }) {
  return (
    <span className={clsx('tabular-nums', className)} title={`${value.toLocaleString('en')} bytes`}>
      {formatBytes(value)}
    </span>
  );
}
