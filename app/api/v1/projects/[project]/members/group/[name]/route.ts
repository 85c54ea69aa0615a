import { z } from 'zod';
import { route } from '#lib/http/route.ts';
import { nameInPath } from '#lib/schemas/path-names.ts';
import { setMemberInput } from '#lib/schemas/projects.ts';
import { removeGroupRole, setGroupRole } from '#lib/services/set-group-role.ts';

const params = z.object({ project: nameInPath, name: nameInPath });

export const PUT = route({
  summary: 'Give the members of a group a role in a project',
  auth: 'required',
  params,
  body: setMemberInput,
  response: null,
  handler: ({ principal, params, body, actor }) =>
    setGroupRole(principal, { project: params.project, group: params.name, role: body.role }, actor),
});

export const DELETE = route({
  summary: 'Take a group out of a project',
  auth: 'required',
  params,
  response: null,
  handler: ({ principal, params, actor }) =>
    removeGroupRole(principal, { project: params.project, group: params.name }, actor),
});
