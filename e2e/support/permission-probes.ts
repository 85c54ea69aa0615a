import type { ProjectAction, SystemAction } from '#lib/policies/can.ts';

/** What a request was answered with, as far as a probe looks. `detail`: of an error, with its code. */
export type ProbeAnswer = { status: number; detail: string };

/**
 * A request that tells whether an action is allowed, and changes nothing that matters. `allowed`: how what is allowed is answered; all
 * other answers must be a no.
 */
export type Probe = {
  request: string;
  body?: unknown;
  allowed: { status: number; detail?: RegExp };
};

/** The answers that are a no: sign in, may not, not there. */
const NO = [401, 403, 404];

/** @throws Error for an answer that is neither a yes nor a no */
export function isYes(probe: Probe, answer: ProbeAnswer): boolean {
  const { status, detail } = probe.allowed;
  if (answer.status === status && (detail === undefined || detail.test(answer.detail))) return true;
  if (NO.includes(answer.status)) return false;
  throw new Error(`${probe.request} answered ${answer.status}: ${answer.detail}`);
}

const NONE = 'none-such';
const NO_ID = 2 ** 30;

/** Each action asked in its ways, at the API (`/api/v1/…`) and at the registry's endpoint (`/v2/…`). `spare`: a user who may be given a role. */
export function probes(project: string, spare: string): Record<ProjectAction | SystemAction, Probe[]> {
  const api = `/api/v1/projects/${project}`;
  const repository = `${project}/app`;
  const tags = `/api/v1/repositories/${repository}/-`;
  const ok = { status: 200 };
  return {
    'project.view': [{ request: `GET ${api}`, allowed: ok }],
    pull: [
      { request: `GET /v2/${repository}/manifests/v1`, allowed: ok },
      { request: `HEAD /v2/${repository}/manifests/v1`, allowed: ok },
      { request: `GET /v2/${repository}/tags/list`, allowed: ok },
      { request: `GET /api/v1/repositories/${repository}`, allowed: ok },
      { request: `GET ${tags}/tags`, allowed: ok },
    ],
    push: [{ request: `POST /v2/${repository}/blobs/uploads/`, allowed: { status: 202 } }],
    delete: [
      {
        request: `DELETE /v2/${repository}/manifests/${NONE}`,
        allowed: { status: 404, detail: /MANIFEST_UNKNOWN/ },
      },
      { request: `POST ${tags}/tags:delete`, body: { tags: [NONE] }, allowed: ok },
    ],
    'trash.restore': [
      {
        request: `POST ${api}/trash:restore`,
        body: { ids: [String(NO_ID)] },
        allowed: { status: 404, detail: /None of these/ },
      },
    ],
    'trash.purge': [
      {
        request: `POST ${api}/trash:purge`,
        body: { ids: [String(NO_ID)] },
        allowed: { status: 404, detail: /None of these/ },
      },
    ],
    'tags.lock': [{ request: `POST ${tags}/tags:lock`, body: { tags: [NONE] }, allowed: ok }],
    'immutability.manage': [
      {
        request: `DELETE ${api}/immutability-rules/${NO_ID}`,
        allowed: { status: 404, detail: /no immutability rule/ },
      },
    ],
    'retention.manage': [
      { request: `POST ${api}/retention/preview`, body: { policy: { rules: [] } }, allowed: ok },
    ],
    'members.view': [
      { request: `GET ${api}/members`, allowed: ok },
      { request: `GET ${api}/groups`, allowed: ok },
      { request: `GET ${api}/access-rules`, allowed: ok },
      { request: `GET ${api}/trash`, allowed: ok },
    ],
    'audit.view': [{ request: `GET ${api}/audit-events`, allowed: ok }],
    'members.manage': [
      { request: `PUT ${api}/members/user/${spare}`, body: { role: 'guest' }, allowed: ok },
      {
        request: `PUT ${api}/members/group/${NONE}`,
        body: { role: 'guest' },
        allowed: { status: 404, detail: /no group/ },
      },
      { request: `DELETE ${api}/access-rules/${NO_ID}`, allowed: { status: 404, detail: /no access rule/ } },
    ],
    'robots.manage': [{ request: `GET ${api}/robots`, allowed: ok }],
    'settings.manage': [{ request: `PATCH ${api}`, body: {}, allowed: ok }],
    'project.delete': [{ request: `DELETE ${api}`, allowed: { status: 409 } }],
    'account.manage': [{ request: 'GET /api/v1/me/tokens', allowed: ok }],
    'tokens.make': [
      {
        request: 'POST /api/v1/me/tokens',
        body: { name: NONE, scopes: ['read'], projects: [NONE] },
        allowed: { status: 400, detail: /no project/ },
      },
    ],
    'projects.create': [
      { request: 'POST /api/v1/projects', body: { name: project }, allowed: { status: 409 } },
    ],
    'quotas.manage': [
      {
        request: `PUT ${api}/quota`,
        body: { bytes: null, repositories: null, tags: null },
        allowed: ok,
      },
    ],
    'users.manage': [
      { request: 'GET /api/v1/users', allowed: ok },
      { request: 'GET /api/v1/groups', allowed: ok },
    ],
    'system.manage': [
      { request: 'GET /api/v1/system/storage', allowed: ok },
      { request: 'GET /api/v1/audit-events', allowed: ok },
    ],
  };
}
