/** A lighter: the small flat boat that carries cargo between ship and harbour. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      className="shrink-0 text-accent"
    >
      <rect x="6.25" y="8.25" width="5" height="4.5" rx="0.75" fill="currentColor" opacity="0.55" />
      <rect x="12.25" y="8.25" width="5" height="4.5" rx="0.75" fill="currentColor" opacity="0.8" />
      <rect x="9.25" y="3" width="5" height="4.5" rx="0.75" fill="currentColor" opacity="0.35" />
      <path
        d="M2.2 14h19.6c.5 0 .8.5.6.9l-2 3.6c-.4.8-1.2 1.2-2 1.2H5.6c-.8 0-1.6-.4-2-1.2l-2-3.6c-.2-.4.1-.9.6-.9Z"
        fill="currentColor"
      />
      <path
        d="M2 22c1.7 0 1.7-.8 3.3-.8S7 22 8.7 22s1.7-.8 3.3-.8 1.7.8 3.3.8 1.7-.8 3.3-.8S20.3 22 22 22"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinecap="round"
        opacity="0.55"
      />
    </svg>
  );
}
