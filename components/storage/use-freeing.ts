'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Candidate, GcRun } from '#lib/schemas/storage.ts';
import { deleteCandidates, gcQuery, requestGc, STORAGE } from './queries';

/** `deleting`: tags; `freeing`: the run that purges and collects, which `run` tells of. */
export type FreeingState =
  { kind: 'idle' } | { kind: 'deleting' } | { kind: 'failed'; error: Error } | { kind: 'freeing' };

/** Deletes what was chosen, then has it purged and its space freed; follows the run until it has ended. */
export function useFreeing(onDeleted: () => void): {
  state: FreeingState;
  run: GcRun | undefined;
  busy: boolean;
  start: (chosen: readonly Candidate[]) => void;
} {
  const client = useQueryClient();
  const [runId, setRunId] = useState<string | null>(null);
  const run = useQuery(gcQuery).data?.runs.find(({ id }) => id === runId);
  const work = useMutation({
    mutationFn: async (chosen: readonly Candidate[]) => {
      setRunId(null);
      await deleteCandidates(chosen);
      return await requestGc({ emptyTrash: true });
    },
    onSuccess: ({ id }) => {
      setRunId(id);
      onDeleted();
    },
    onSettled: () => client.invalidateQueries({ queryKey: STORAGE }),
  });
  const running = run?.status === 'queued' || run?.status === 'running';
  return { state: stateOf(work, runId), run, busy: work.isPending || running, start: work.mutate };
}

function stateOf(
  { isPending, error }: { isPending: boolean; error: Error | null },
  runId: string | null,
): FreeingState {
  if (isPending) return { kind: 'deleting' };
  if (error) return { kind: 'failed', error };
  return runId === null ? { kind: 'idle' } : { kind: 'freeing' };
}
