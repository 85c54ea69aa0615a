import { readFileSync } from 'node:fs';

/** The processes that `pid` has started and that are still there (proc(5), `/proc/pid/task/tid/children`). */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}
