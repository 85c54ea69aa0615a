import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NO_PROGRESS_MS, watchProgress } from './no-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('gives up when nothing moves for the whole time, and only then', () => {
  const socket = { bytesRead: 0, bytesWritten: 0 };
  const stop = vi.fn();
  watchProgress(() => [socket, null], stop);
  for (let i = 0; i < 10; i++) {
    socket.bytesWritten += 1;
    vi.advanceTimersByTime(NO_PROGRESS_MS * 0.9);
  }
  expect(stop).not.toHaveBeenCalled();
  vi.advanceTimersByTime(NO_PROGRESS_MS * 1.2);
  expect(stop).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(NO_PROGRESS_MS * 5);
  expect(stop).toHaveBeenCalledOnce();
});

it('watches no longer than it is asked to', () => {
  const stop = vi.fn();
  watchProgress(() => [{ bytesRead: 0, bytesWritten: 0 }], stop)();
  vi.advanceTimersByTime(NO_PROGRESS_MS * 5);
  expect(stop).not.toHaveBeenCalled();
});
