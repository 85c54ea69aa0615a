// npm run bench [-- NAME…] [--tags N] [--quick] [--only PART,…] [--json]: starts what each measures, prints a table (or JSON), ends
// with 1 when a bar is missed. `--quick` and `--only` are the gateway's: smaller sizes, and some of its parts.
import { parseArgs } from 'node:util';
import { makeRunFolder, removeRunFolder } from '../e2e/support/run-folder.ts';
import { prepareTools } from '../e2e/support/set-up.ts';
import { build, generate } from '#lib/runtime/prepare-code.ts';
import { benchGateway } from './gateway.ts';
import { print, report, type Report } from './report.ts';
import { benchRetention } from './retention.ts';
import { benchTags } from './tags.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tags: { type: 'string', default: '10000' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

/** `pages`: it asks them, so they must be built. */
const benches: Record<string, { pages: boolean; run: () => Promise<Report> }> = {
  tags: { pages: true, run: async () => report(await benchTags({ tags: Number(values.tags) })) },
  retention: { pages: false, run: async () => report(await benchRetention()) },
  gateway: { pages: false, run: () => benchGateway({ quick: values.quick, only: values.only }) },
};

const names = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

const { folder, mine } = await makeRunFolder();
// What was started has groups of its own, which Ctrl-C does not reach.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void removeRunFolder(folder).then(() => process.exit(1)));
try {
  const progress = { report: (doing: string) => console.error(`${doing}…`) };
  await generate(progress);
  if (names.some((name) => benches[name]!.pages)) await build(progress);
  await prepareTools();
  for (const name of names) print(await benches[name]!.run(), { json: values.json });
} finally {
  if (mine) await removeRunFolder(folder);
}
