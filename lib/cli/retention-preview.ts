import { AppError } from '#lib/errors/app-error.ts';
import type { Command } from './command.ts';

export const retentionPreview: Command = {
  name: 'retention preview',
  operands: 'PROJECT',
  summary: 'List what the saved cleanup of PROJECT would delete now.',
  details: `A line a tag, or digest of a manifest that no tag holds; then counts, rule by rule. Nothing is deleted. Works while Lighter
runs and while it does not.`,
  async run([name = '']) {
    const { withService } = await import('./with-instance.ts');
    return await withService(['database'], () => preview(name));
  },
};

async function preview(name: string): Promise<number> {
  const [{ makePreview }, { readRetentionPolicy }, { unpackItems, removalsOf }] = await Promise.all([
    import('#lib/services/make-preview.ts'),
    import('#lib/db/retention-policies.ts'),
    import('#lib/services/retention-plan-items.ts'),
  ]);
  const project = await findProject(name);
  const saved = await readRetentionPolicy(project.id);
  const made = await makePreview({ project, saved, input: {}, createdBy: null });
  for (const { repository, tag, digest, rule, reason } of removalsOf(await unpackItems(made.planId))) {
    const what = tag === null ? `${repository}@${digest}` : `${repository}:${tag}`;
    process.stdout.write(`${what}\t${rule === null ? reason.kind : `rule ${rule}`}\n`);
  }
  const { tags, deleted, manifestsDeleted, freedBytes } = made.totals;
  const lines = [
    `${deleted} of ${tags} tags and ${manifestsDeleted} manifests would go; a purge would free ${freedBytes} bytes.`,
    ...made.rules.map((rule) => `rule ${rule.rule}: ${rule.claimed} tags, ${rule.deleted} would go`),
    ...made.guarded.map(
      ({ repository, percent }) =>
        `${repository} would lose ${Math.floor(percent)} %: a run waits to be confirmed.`,
    ),
    ...(made.blocked.length > 0
      ? ['Cleanup is held up at present: see "Needs attention" on the home page.']
      : []),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  return 0;
}

/** @throws AppError NOT_FOUND */
export async function findProject(name: string): Promise<{ id: number; name: string }> {
  const { loadProjectAccess } = await import('#lib/db/access.ts');
  const project = await loadProjectAccess(name, { kind: 'anonymous' });
  if (!project) throw new AppError('NOT_FOUND', `There is no project ${name}.`);
  return { id: project.id, name: project.name };
}
