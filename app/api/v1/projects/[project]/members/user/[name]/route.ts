import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { member, setMemberInput } from '#lib/schemas/projects.ts';
import { removeMember } from '#lib/services/remove-member.ts';
import { setMember } from '#lib/services/set-member.ts';

const params = z.object({ project: nameInPath, name: nameInPath });

export const PUT = route({
  summary: 'Make a user a member of a project, or change their role',
  auth: 'required',
  params,
  body: setMemberInput,
  response: member,
  handler: ({ principal, params, body, actor }) =>
    setMember(principal, { project: params.project, username: params.name, role: body.role }, actor),
});

export const DELETE = route({
  summary: 'Take a member out of a project, or leave it',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) =>
    removeMember(principal, { project: params.project, username: params.name }, actor),
});
