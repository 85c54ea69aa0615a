import { auditRefusal } from '#lib/auth/audit-refusal.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { isRepositoryName, NAME_COMPONENT, projectOf } from '#lib/oci/reference.ts';
import type { Caller } from './principal.ts';
import { SAFE_METHODS } from './principal.ts';
import { addressOf } from './request-facts.ts';

type Params = Record<string, string | string[] | undefined>;
/** Next gives a route whose path has no parameter none at all. */
type Context = { params?: Promise<Params> };

/**
 * Records a write that was not allowed, with what its path names. What only reads, and what a hidden project answers with a 404, is
 * left out.
 */
export async function auditRefused(
  error: unknown,
  { request, context, caller }: { request: Request; context: Context; caller: Caller },
): Promise<void> {
  if (!(error instanceof AppError) || error.code !== 'DENIED' || SAFE_METHODS.has(request.method)) return;
  const params = (await context.params) ?? {};
  const { principal, credential } = caller;
  await auditRefusal({
    actor: {
      name: principal.kind === 'anonymous' ? null : principal.name,
      address: addressOf(request.headers),
      credential,
    },
    action: 'request.refused',
    ...placeOf(new URL(request.url).pathname, params),
    target: `${request.method} ${shownPath(new URL(request.url).pathname, params)}`.slice(0, MAX_TARGET),
    detail: { reason: error.message },
  });
}

const MAX_TARGET = 500;

function placeOf(pathname: string, params: Params): { project: string | null; repository: string | null } {
  const { project, name } = params;
  if (typeof name === 'string' && pathname.startsWith('/api/v1/repositories/') && isRepositoryName(name))
    return { project: projectOf(name), repository: name };
  const known = typeof project === 'string' && NAME_COMPONENT.test(project);
  return { project: known ? project : null, repository: null };
}

/** Parameters that are names and numbers. Any other may be a secret (a link that works once), and is not shown. */
const SHOWN = new Set([
  'project',
  'name',
  'tag',
  'reference',
  'digest',
  'id',
  'run',
  'plan',
  'source',
  'group',
  'robot',
  'user',
  'provider',
]);

function shownPath(pathname: string, params: Params): string {
  const hidden = Object.entries(params).filter(([name]) => !SHOWN.has(name));
  return hidden.reduce(
    (path, [name, value]) =>
      [value ?? []]
        .flat()
        .reduce((shown, one) => shown.replaceAll(`/${encodeURIComponent(one)}`, `/{${name}}`), path),
    pathname,
  );
}
