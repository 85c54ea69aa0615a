import { ACTIONS, matrix, PEOPLE, ROBOTS, TOKENS, type Column } from './matrix.ts';

/** The page docs/permissions.md, whose tables are what `can()` says. `node bin/permissions.ts` writes it. */
export function permissionsPage(): string {
  return `# Who may do what

Made by \`node bin/permissions.ts\` from the function that decides (\`lib/policies/can.ts\`): change that, not this. Tests hold the page to the function, and
ask every cell of a running Lighter, at the API and at the registry's endpoint.

**yes**: in private and in public projects. *public*: only in public projects. –: no.

## People

A role in a project is one's own or the best of one's groups', whichever is more.

${table(PEOPLE)}

A project, repository or user that one may not see answers as if it were not there.

## Access tokens

A personal access token has as much of its user's rights as its scopes and projects leave; each scope includes reading. This is what is left of an owner's rights. Whatever anybody may do
without signing in, a token may as well.

${table(TOKENS)}

## Robots

A robot of a project (\`acme+ci\`) is limited to its project and to the repositories it was given; here it was given all of them. One that may use the API is as good as a maintainer there. A robot of the
system (\`system+mirror\`) is given repositories of any project by their whole names, and with the use of the API is an administrator.

${table(ROBOTS)}

## Access rules

A rule of a project allows or denies pull, push or delete, in the repositories that its pattern matches, to a user, a group, a robot, everyone who is signed in, or anyone.

1. A system administrator may do everything.
2. A rule that **denies** wins, over owners too.
3. Then a rule that **allows**, whatever the role.
4. Then what a robot was given.
5. Then the role, one's own or through a group.
6. Then, in a public project, pulling.

A pattern matches a repository's whole name (\`acme/team/*\`) or what follows the project's (\`team/*\`): \`*\` within a segment, \`**\` across, \`?\` one character, \`{a,b}\` either. What is allowed to everyone who is signed in
is not allowed to robots, which have what they were given; what is denied to everyone is denied to them too. Who may do something in a project sees that it is there. Rules are about repositories: who writes cleanup policies, or
empties the trash, does so for the whole project.

"Try it" on a project's page of access rules, and \`GET /api/v1/projects/{project}/access-check?principal=user:ann&repository=acme/api&action=push\`, say what holds for somebody, and why.

A right that is taken away ends within a second, whatever token or session was given out before.
`;
}

function table(columns: readonly Column[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = matrix(columns).map(({ action, cells }) =>
    line([`${ACTIONS[action]} (\`${action}\`)`, ...cells.map(word)]),
  );
  return [
    line(['', ...columns.map(({ title }) => title)]),
    line(['---', ...columns.map(() => ':-:')]),
    ...rows,
  ].join('\n');
}

function word([inPrivate, inPublic]: [boolean, boolean]): string {
  if (inPrivate) return '**yes**';
  return inPublic ? '*public*' : '–';
}
