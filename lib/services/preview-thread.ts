import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { beforeClosing } from '#lib/db/pool.ts';
import { sourceFolder } from '#lib/env/env.ts';
import type { ErrorCode } from '#lib/errors/app-error.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { logger } from '#lib/log/logger.ts';
import type { PreviewResult } from '#lib/schemas/retention-runs.ts';
import type { PreviewOrder } from './make-preview.ts';

/** What goes to the thread and comes back; `id` tells the orders apart. */
export type ThreadOrder = { id: number; order: PreviewOrder };
export type ThreadAnswer = { id: number } & ({ result: PreviewResult } | { error: ThreadError });
export type ThreadError = {
  code: ErrorCode;
  message: string;
  detail: unknown;
  retryAfter: number | undefined;
};

/** Somebody types a rule: the next preview comes soon. Later, the memory of a large project is worth more than the start of a thread. */
const IDLE_MS = 5 * 60_000;

type Waiting = { resolve: (result: PreviewResult) => void; reject: (error: AppError) => void };

/**
 * Makes previews in a thread of their own: planning 100,000 tags takes seconds of a processor, and this process answers meanwhile. The
 * thread reads what it plans from the database by itself.
 */
class PreviewThread {
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  ask(order: PreviewOrder): Promise<PreviewResult> {
    clearTimeout(this.#idle);
    this.#thread ??= this.#start();
    const id = ++this.#last;
    this.#thread.postMessage({ id, order } satisfies ThreadOrder);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  async end(): Promise<void> {
    const thread = this.#thread;
    this.#leave();
    await thread?.terminate();
  }

  #start(): Worker {
    // Not imported, or the bundler of the pages takes the program for a part of the bundle, and then does not find it by its path.
    const threads = process.getBuiltinModule('node:worker_threads');
    const thread = new threads.Worker(path.join(sourceFolder(), 'services/preview-worker.ts'), {
      name: 'preview',
      execArgv: [],
    });
    thread.unref();
    thread.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    // An exit follows.
    thread.on('error', (err) => logger('retention').error({ err }, 'the thread of previews failed'));
    thread.on('exit', () => {
      if (this.#thread === thread) this.#leave();
    });
    return thread;
  }

  #settle(answer: ThreadAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('result' in answer) waiting?.resolve(answer.result);
    else waiting?.reject(new AppError(answer.error.code, answer.error.message, answer.error));
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => void this.end(), IDLE_MS).unref();
  }

  /** What is asked next is asked of another. */
  #leave(): void {
    clearTimeout(this.#idle);
    this.#thread = null;
    for (const { reject } of this.#waiting.values())
      reject(new AppError('UNAVAILABLE', 'The preview broke off. Try again in a moment.', { retryAfter: 2 }));
    this.#waiting.clear();
  }
}

const thread = new PreviewThread();
beforeClosing(() => thread.end());

/** `makePreview`, in the thread of previews. @throws AppError as that does, and UNAVAILABLE when the thread ends */
export function previewInThread(order: PreviewOrder): Promise<PreviewResult> {
  return thread.ask(order);
}
