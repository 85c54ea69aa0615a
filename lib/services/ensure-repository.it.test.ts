import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { smallImages } from '../../e2e/support/images.ts';
import { push } from '../../e2e/support/push.ts';
import { makeUser } from '../../e2e/support/rows.ts';
import { createPersonalProject } from '#lib/db/personal-project.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { ensureRepository } from './ensure-repository.ts';

it('lets both of two first pushes of a user in, when one is done before the other has looked upstream', async () => {
  const eve = await makeUser('eve');
  const url = env().registryUrl!;
  const other = async () => {
    await createPersonalProject(eve.id, 'eve');
    await push({ url, repository: 'eve/app' }, 'v1', smallImages(1, 'eve')[0]!);
  };
  const slow = http.createServer((request, response) => {
    void other()
      .then(() => fetch(`${url}${request.url}`))
      .then(async (answer) => response.end(await answer.text()));
  });
  slow.listen(0, '127.0.0.1');
  await once(slow, 'listening');
  completeEnvironment({ REGISTRY_URL: `http://127.0.0.1:${(slow.address() as AddressInfo).port}` });
  expect(await ensureRepository('eve/app', eve)).toMatchObject({ project: { name: 'eve' } });
  completeEnvironment({ REGISTRY_URL: url });
  slow.closeAllConnections();
  slow.close();
});
