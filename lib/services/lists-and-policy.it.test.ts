import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { loadProjectAccess } from '#lib/db/access.ts';
import { listCatalog } from '#lib/db/gateway-lists.ts';
import { query } from '#lib/db/pool.ts';
import { globRegex } from '#lib/oci/glob-regex.ts';
import { projectOf } from '#lib/oci/reference.ts';
import {
  ANONYMOUS,
  can,
  type Principal,
  type RobotPrincipal,
  type UserPrincipal,
} from '#lib/policies/can.ts';
import { TOKEN_SCOPES } from '#lib/policies/principal.ts';
import { ROLES } from '#lib/policies/roles.ts';
import { repositoriesQuery } from '#lib/schemas/repositories.ts';
import { projectsQuery } from '#lib/schemas/projects.ts';
import { listProjects } from './list-projects.ts';
import { listRepositories } from './list-repositories.ts';

// The lists say in SQL what the policy says: whatever the roles, groups, rules, tokens and robots, each shows exactly what may be pulled.

const PROJECTS = ['acme', 'beta'];
const REPOSITORIES = PROJECTS.flatMap((name) => [`${name}/api`, `${name}/team/web`, `${name}/team/a/b`]);
const USERS = ['ann', 'bob'];
/** Enough that each kind of rule meets each kind of principal; each is some twenty statements. */
const RUNS = 40;

const aGlob = fc.constantFrom('**', '*', 'api', 'team/*', 'acme/**', '{api,team/web}', '**/web', 'beta/api');
const aProject = fc.constantFrom(...PROJECTS);
const aWorld = fc.record({
  public: fc.subarray(PROJECTS),
  members: fc.array(
    fc.record({ project: aProject, user: fc.constantFrom(...USERS), role: fc.constantFrom(...ROLES) }),
    { maxLength: 3 },
  ),
  groupRoles: fc.array(fc.record({ project: aProject, role: fc.constantFrom(...ROLES) }), { maxLength: 2 }),
  inGroup: fc.subarray(USERS),
  rules: fc.array(
    fc.record({
      project: aProject,
      effect: fc.constantFrom('allow', 'deny'),
      subject: fc.constantFrom('user', 'group', 'robot', 'signed_in', 'anyone'),
      repositories: aGlob,
      actions: fc.subarray(['pull', 'push', 'delete'], { minLength: 1 }),
    }),
    { maxLength: 5 },
  ),
  limits: fc.record({ scopes: fc.subarray([...TOKEN_SCOPES]), projects: fc.option(fc.subarray(PROJECTS)) }),
  grants: fc.array(fc.record({ repositories: aGlob, scopes: fc.constant(['read' as const]) }), {
    minLength: 1,
    maxLength: 2,
  }),
});
type World =
  fc.Arbitrary<unknown> extends never ? never : typeof aWorld extends fc.Arbitrary<infer W> ? W : never;

const forget = () =>
  query(`TRUNCATE repository, project, "group", robot, namespace, "user" RESTART IDENTITY CASCADE`);
afterEach(forget);

it('a list shows exactly what may be pulled', async () => {
  await fc.assert(
    fc.asyncProperty(aWorld, async (world) => {
      await forget();
      const principals = await build(world);
      for (const principal of principals) {
        const expected = await allowed(principal);
        expect(await listCatalog(principal, '', 100)).toEqual(expected.repositories);
        const shown = await listRepositories(principal, repositoriesQuery.parse({ sort: 'name' }));
        expect(shown.items.map(({ name }) => name)).toEqual(expected.repositories);
        const projects = await listProjects(principal, projectsQuery.parse({ sort: 'name' }));
        // A robot of the system sees the projects that hold something for it, and every one of these may be seen.
        const names = projects.items.map(({ name }) => name);
        if (principal.kind === 'robot' && principal.project === null)
          expect(expected.projects).toEqual(expect.arrayContaining(names));
        else expect(names).toEqual(expected.projects);
      }
    }),
    { numRuns: RUNS },
  );
});

it('a deny, or a member less, shows no more', async () => {
  await fc.assert(
    fc.asyncProperty(aWorld, aProject, aGlob, async (world, project, repositories) => {
      await forget();
      const principals = await build(world);
      const before = await Promise.all(principals.map((who) => listCatalog(who, '', 100)));
      await insertRule({ project, effect: 'deny', subject: 'anyone', repositories, actions: ['pull'] });
      await query('DELETE FROM membership WHERE user_id = 1');
      for (const [place, who] of principals.entries())
        expect(before[place]).toEqual(expect.arrayContaining(await listCatalog(who, '', 100)));
    }),
    { numRuns: RUNS },
  );
});

async function allowed(principal: Principal): Promise<{ repositories: string[]; projects: string[] }> {
  const projects = new Map(
    await Promise.all(
      PROJECTS.map(async (name) => [name, (await loadProjectAccess(name, principal))!] as const),
    ),
  );
  return {
    repositories: REPOSITORIES.filter(
      (repository) => can(principal, 'pull', { ...projects.get(projectOf(repository))!, repository }).allowed,
    ).sort(),
    projects: PROJECTS.filter((name) => can(principal, 'project.view', projects.get(name)!).allowed),
  };
}

async function build(world: World): Promise<Principal[]> {
  for (const name of [...USERS, ...PROJECTS]) await query('INSERT INTO namespace (name) VALUES ($1)', [name]);
  for (const name of USERS) await query('INSERT INTO "user" (name) VALUES ($1)', [name]);
  for (const name of PROJECTS)
    await query('INSERT INTO project (name, visibility) VALUES ($1, $2::visibility)', [
      name,
      world.public.includes(name) ? 'public' : 'private',
    ]);
  for (const name of REPOSITORIES)
    await query(
      `INSERT INTO repository (name, project_id, manifest_count) SELECT $1, id, 1 FROM project WHERE name = $2`,
      [name, projectOf(name)],
    );
  await query(`INSERT INTO "group" (name) VALUES ('staff')`);
  const idOf = (user: string) => USERS.indexOf(user) + 1;
  for (const user of world.inGroup)
    await query('INSERT INTO group_member (group_id, user_id) VALUES (1, $1)', [idOf(user)]);
  for (const { project, user, role } of world.members)
    await query(
      `INSERT INTO membership (project_id, user_id, role) SELECT id, $2, $3::role FROM project WHERE name = $1 ON CONFLICT DO NOTHING`,
      [project, idOf(user), role],
    );
  for (const { project, role } of world.groupRoles)
    await query(
      `INSERT INTO group_membership (project_id, group_id, role) SELECT id, 1, $2::role FROM project WHERE name = $1 ON CONFLICT DO NOTHING`,
      [project, role],
    );
  const robots = await buildRobots(world);
  for (const rule of world.rules) await insertRule(rule);
  const ann: UserPrincipal = { kind: 'user', id: 1, name: 'ann', admin: false, stamp: 0 };
  const bob: UserPrincipal = { ...ann, id: 2, name: 'bob' };
  const limits = { token: 1, ...world.limits };
  return [
    ANONYMOUS,
    ann,
    bob,
    { ...ann, limits },
    { ...ann, admin: true, limits },
    { ...ann, admin: true },
    ...robots,
  ];
}

async function buildRobots({ grants }: World): Promise<RobotPrincipal[]> {
  await query(
    `INSERT INTO robot (name, project_id, grants) SELECT 'acme+ci', id, $1::jsonb FROM project WHERE name = 'acme'`,
    [JSON.stringify(grants)],
  );
  await query(`INSERT INTO robot (name, grants) VALUES ('system+ci', $1::jsonb)`, [JSON.stringify(grants)]);
  const ci: RobotPrincipal = {
    ...{ kind: 'robot', id: 1, name: 'acme+ci', stamp: 0, project: 'acme', grants, admin: false },
  };
  return [ci, { ...ci, admin: true }, { ...ci, id: 2, name: 'system+ci', project: null }];
}

async function insertRule(rule: World['rules'][number]): Promise<void> {
  const about = (subject: string) => (rule.subject === subject ? 1 : null);
  await query(
    `INSERT INTO access_rule (project_id, effect, subject, user_id, group_id, robot_id, repositories, pattern, actions)
     SELECT id, $2::access_effect, $3::access_subject, $4, $5, $6, $7, $8, $9 FROM project WHERE name = $1`,
    [
      rule.project,
      rule.effect,
      rule.subject,
      about('user'),
      about('group'),
      about('robot'),
      rule.repositories,
      globRegex(rule.repositories),
      rule.actions,
    ],
  );
}
