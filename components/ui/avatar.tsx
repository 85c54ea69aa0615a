import clsx from 'clsx';

/** Two letters of a name, as decoration and no text: the name stands beside it, or is the button's. */
export function Avatar({ name, size = 'md' }: { name: string; size?: 'sm' | 'md' }) {
  return (
    <span
      aria-hidden
      data-initials={initials(name)}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center rounded-full bg-accent-soft font-medium text-accent uppercase select-none before:content-[attr(data-initials)]',
        size === 'sm' ? 'size-5 text-[0.5625rem]' : 'size-7 text-chip',
      )}
    />
  );
}

function initials(name: string): string {
  const [first = '', second] = name.split(/[^a-z0-9]+/i).filter(Boolean);
  return second ? `${first[0] ?? ''}${second[0] ?? ''}` : first.slice(0, 2);
}
