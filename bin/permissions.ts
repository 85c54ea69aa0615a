// Writes docs/permissions.md from the policy. For developers, after a change of who may do what. Usage: node bin/permissions.ts
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { permissionsPage } from '../lib/policies/permissions-page.ts';
import { formatted } from './formatted.ts';

const PAGE = join(import.meta.dirname, '..', 'docs', 'permissions.md');

await writeFile(PAGE, await formatted(permissionsPage(), PAGE));
