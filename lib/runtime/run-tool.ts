import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPart, type PartOptions } from './part.ts';
import { stopProcess } from './stop-process.ts';

export type ToolResult = { ok: boolean; output: string };

/** Runs a program to its end and gives its last lines; `signal` stops it and all that it started, then throws. */
export async function runTool(options: PartOptions & { signal?: AbortSignal }): Promise<ToolResult> {
  options.signal?.throwIfAborted();
  const part = startPart(options);
  const drained = [part.process.stdout, part.process.stderr].map(ended);
  const abort = () => void stopProcess(part.identity, { patience: 2000, group: true });
  options.signal?.addEventListener('abort', abort, { once: true });
  const { code } = await part.exited;
  options.signal?.removeEventListener('abort', abort);
  options.signal?.throwIfAborted();
  // A grandchild may hold the pipe open: the lines are wanted, not at any price.
  await Promise.race([Promise.all(drained), sleep(DRAIN_MS, undefined, { ref: false })]);
  return { ok: code === 0, output: part.tail.join('\n') };
}

const DRAIN_MS = 1000;

function ended(stream: Readable | null): Promise<void> {
  return new Promise((resolve) => {
    if (stream) stream.on('close', () => resolve());
    else resolve();
  });
}
