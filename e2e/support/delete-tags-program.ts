// Deletes tags in a process of its own, which a test kills in the middle: `node delete-tags-program.ts REPOSITORY` reads their names from
// standard input, one a line, and has DATABASE_URL and REGISTRY_URL in its environment.
import { text } from 'node:stream/consumers';
import { deleteTags } from '#lib/services/delete-tags.ts';
import { ACTOR } from './service-push.ts';

const [repository = ''] = process.argv.slice(2);
const tags = (await text(process.stdin)).split('\n').filter(Boolean);
await deleteTags({ repository, tags, actor: ACTOR });
