'use client';
import { InvitesCard } from './invites-card';
import { RequestsCard } from './requests-card';

/** For owners: who waits to get in, and who was asked in. */
export function ProjectJoining({ project }: { project: string }) {
  return (
    <>
      <RequestsCard project={project} />
      <InvitesCard project={project} />
    </>
  );
}
