import { Chip } from './chip';

/** `linux/arm64/v8` → `arm64/v8`: linux goes without saying. */
export function shortPlatform(platform: string): string {
  return platform.startsWith('linux/') ? platform.slice('linux/'.length) : platform;
}

const MOST = 2;

/** The first platforms of an image, and how many more; on a phone the first alone. */
export function PlatformChips({ platforms }: { platforms: readonly string[] }) {
  return (
    <span className="flex min-w-0 items-center gap-1" title={platforms.join(', ')}>
      {platforms.slice(0, MOST).map((platform, index) => (
        <Chip key={platform} className={index > 0 ? 'shrink max-md:hidden' : 'shrink'}>
          {shortPlatform(platform)}
        </Chip>
      ))}
      <More count={platforms.length - MOST} className="max-md:hidden" />
      <More count={platforms.length - 1} className="md:hidden" />
    </span>
  );
}

function More({ count, className }: { count: number; className: string }) {
  return count > 0 && <span className={`text-chip text-muted ${className}`}>+{count}</span>;
}
