import clsx from 'clsx';

/** A grey bar of the final size; it appears after 150 ms, so that what loads fast never flickers. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block animate-pulse rounded-md bg-hover', className)} />;
}

/** Rows of a table that is on its way. */
export function SkeletonRows({ rows = 8, label }: { rows?: number; label: string }) {
  return (
    <div role="status" className="animate-late">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-10 items-center gap-6 border-b border-line px-3 max-md:h-16">
          <Skeleton className="h-3 w-1/4" />
          <Skeleton className="h-3 w-1/6 max-md:hidden" />
          <Skeleton className="h-3 w-1/12" />
          <Skeleton className="ml-auto h-3 w-1/8" />
        </div>
      ))}
    </div>
  );
}
