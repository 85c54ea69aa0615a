import { Chip } from './chip';

/** `linux/arm64/v8` → `arm64/v8`: linux goes without saying. */
export function shortPlatform(platform: string): string {
  return platform.startsWith('linux/') ? platform.slice('linux/'.length) : platform;
}

const MOST = 2;

/** The first platforms of an image, and how many more. */
export function PlatformChips({ platforms }: { platforms: readonly string[] }) {
  const more = platforms.length - MOST;
  return (
    <span className="flex min-w-0 items-center gap-1" title={platforms.join(', ')}>
      {platforms.slice(0, MOST).map((platform) => (
        <Chip key={platform} className="shrink">
          {shortPlatform(platform)}
        </Chip>
      ))}
      {more > 0 && <span className="text-chip text-muted">+{more}</span>}
    </span>
  );
}
