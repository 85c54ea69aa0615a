'use client';
import { usePathname } from 'next/navigation';
import { useViewer } from '@/components/api/viewer';
import { AskAccess } from './ask-access';

/** On a page that is not there, or not for this person: a way to ask, whether there is such a project or not. */
export function AskAccessHere() {
  const { me } = useViewer();
  const [, project] = /^\/(?:projects|repositories)\/([a-z0-9._-]+)/.exec(usePathname()) ?? [];
  return me && project !== undefined ? <AskAccess project={project} /> : null;
}
