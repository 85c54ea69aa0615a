import { cache } from 'react';
import { pagePrincipal } from '#lib/http/page.ts';
import { getProject } from '#lib/services/get-project.ts';

/** The project of the address; layout and tab ask for it once a request. */
export const readProject = cache(async (name: string) => await getProject(await pagePrincipal(), name));
