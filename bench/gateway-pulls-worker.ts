import { workerData } from 'node:worker_threads';
import { pullBlock } from './gateway-transfers.ts';
import type { Target } from './gateway-transfers.ts';

const { target, blob, pulls } = workerData as {
  target: Target;
  blob: { digest: string; size: number };
  pulls: number;
};

await Promise.all(Array.from({ length: pulls }, () => pullBlock(target, blob)));
