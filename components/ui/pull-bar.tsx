'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { CommandLine } from './copy';
import { pullCommands } from './pull-commands';
import type { PullTarget } from './pull-commands';
import { Segmented } from './segmented';

type Tool = 'docker' | 'podman' | 'digest' | 'from';

/** The pull command, for the tool of one's choice. */
export function PullBar({ target, stacked }: { target: PullTarget; stacked?: boolean }) {
  const t = useTranslations('ui.pull');
  const [tool, setTool] = useState<Tool>('docker');
  const commands = pullCommands(target);
  const tools: Tool[] = ['docker', 'podman', ...(commands.digest ? (['digest'] as const) : []), 'from'];
  return (
    <div className={stacked ? 'flex flex-col gap-2' : 'flex gap-2 max-lg:flex-col'}>
      <div className="min-w-0">
        <Segmented
          label={t('tool')}
          value={tool}
          onChange={setTool}
          segments={tools.map((value) => ({ value, label: t(value) }))}
          className={stacked ? undefined : 'lg:h-[38px] lg:items-center'}
        />
      </div>
      <CommandLine
        command={commands[tool] ?? commands.docker}
        label={t('label')}
        wrap={stacked}
        className="min-w-0 flex-1"
      />
    </div>
  );
}
