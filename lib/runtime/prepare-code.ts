import path from 'node:path';
import { childEnvironment } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { lockFile } from './file-lock.ts';
import { isImage } from './is-image.ts';
import type { LogSink } from './log-file.ts';
import type { Part } from './part.ts';
import { projectRoot } from './project-root.ts';
import { runTool } from './run-tool.ts';
import { hashFiles, isFresh, writeStamp } from './stamp.ts';

export type PrepareOptions = {
  signal?: AbortSignal;
  log?: LogSink;
  /** Told of what takes time; not called when nothing has to be done. */
  report?: (doing: string) => void;
  onSpawn?: (part: Part) => void;
};

/**
 * Generates the Prisma client when the schema changed since. Nothing is downloaded. Resolves to true when it was made anew.
 * Throws AppError SETUP_FAILED.
 */
export async function generate(options: PrepareOptions = {}): Promise<boolean> {
  if (isImage()) return false;
  const hash = hashFiles(projectRoot, ['prisma/schema.prisma', 'package-lock.json']);
  return await whenStale(GENERATED_STAMP, hash, async () => {
    options.report?.('generating the database client');
    await tool('database client', [PRISMA, 'generate', '--schema', 'prisma/schema.prisma'], options, {
      // Prisma downloads its engine unless told of one; `generate` never runs it.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    });
  });
}

/** Builds the pages when a source changed since; needs the generated client. As `generate`. */
export async function build(options: PrepareOptions = {}): Promise<boolean> {
  if (isImage()) return false;
  const hash = hashFiles(projectRoot, SOURCES, isNoSource);
  return await whenStale(BUILD_STAMP, hash, async () => {
    options.report?.('building the pages');
    await tool('pages', [NEXT, 'build'], options, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
  });
}

const at = (name: string) => path.join(projectRoot, name);
const PRISMA = at('node_modules/prisma/build/index.js');
const NEXT = at('node_modules/next/dist/bin/next');
const GENERATED_STAMP = at('lib/db/generated/.lighter-stamp');
const BUILD_STAMP = at('.next/lighter-stamp');
const LOCK = at('node_modules/.lighter-build.lock');

const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'next.config.js',
  'postcss.config.js',
  'tsconfig.json',
  'package-lock.json',
];

function isNoSource(name: string): boolean {
  return name.startsWith('lib/db/generated/') || /\.test\.tsx?$/.test(name);
}

/** Two starts over one checkout, with data folders of their own, must not both build. */
async function whenStale(stampFile: string, hash: string, make: () => Promise<void>): Promise<boolean> {
  if (isFresh(stampFile, hash)) return false;
  const lock = await lockFile(LOCK, LOCK_WAIT_SECONDS).catch(notOurs);
  try {
    if (isFresh(stampFile, hash)) return false;
    await make();
    writeStamp(stampFile, hash);
    return true;
  } finally {
    lock?.release();
  }
}

function notOurs(cause: unknown): never {
  const message = `Lighter has to be built, and ${projectRoot} can not be written to: start it once as the user who owns that folder.`;
  throw new AppError('SETUP_FAILED', message, { cause });
}

/** Longer than any build takes. */
const LOCK_WAIT_SECONDS = 600;

async function tool(
  what: string,
  args: string[],
  { signal, log, onSpawn }: PrepareOptions,
  values: Record<string, string>,
): Promise<void> {
  const env = childEnvironment(values);
  const command = { name: what, command: process.execPath, args, cwd: projectRoot, env };
  const { ok, output } = await runTool({ ...command, log, signal, onSpawn });
  if (ok) return;
  const lines = output.split('\n').map((line) => line.trim());
  const said = lines.find((line) => /\berror( TS\d+)?: /i.test(line)) ?? lines.at(-1) ?? '';
  const where = log ? ' The whole output is in logs/build.log of the data folder.' : '';
  throw new AppError(
    'SETUP_FAILED',
    `The ${what} could not be made: ${said.slice(0, SHOWN_CHARACTERS).replace(/\.$/, '')}.${where}`,
  );
}

/** The compiler can fill a page with one error. */
const SHOWN_CHARACTERS = 300;
