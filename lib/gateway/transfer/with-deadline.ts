import { AppError } from '#lib/errors/app-error.ts';

/** Waits for `answer` at most `ms`, then gives it up by `cancel`. @throws AppError UPSTREAM_TIMEOUT */
export async function withDeadline<T>(answer: Promise<T>, ms: number, cancel: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new AppError('UPSTREAM_TIMEOUT', 'The registry does not answer in time. Try again in a moment.', {
          retryAfter: 5,
        }),
      );
      cancel();
    }, ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
