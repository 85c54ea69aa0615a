import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureProgram } from '../e2e/support/system-packages.ts';

const run = promisify(execFile);
const CONNECTIONS = 32;

/** Answers per second to one GET, again and again on 32 connections: by wrk, which takes a few microseconds a request itself. */
export async function perSecond(
  url: string,
  headers: Record<string, string>,
  seconds: number,
): Promise<number> {
  const program = await ensureProgram({ programs: ['wrk'], package: 'wrk', why: 'to load the gateway' });
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`];
  const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const { stdout } = await run(program, [...args, ...sent, url]);
  const failed = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout);
  if (failed) throw new Error(`${url}: ${failed[0]}`);
  const rate = Number(/Requests\/sec: *([\d.]+)/.exec(stdout)?.[1]);
  if (!(rate > 0)) throw new Error(`wrk said: ${stdout}`);
  return rate;
}
