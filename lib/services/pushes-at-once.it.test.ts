import { expect, it } from 'vitest';
import { closeDatabase, query } from '#lib/db/pool.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { pushThroughServices } from '../../e2e/support/service-push.ts';

it('pushes to one repository do not wait for each other in a circle', async () => {
  const images = smallImages(24, 'at once');
  await Promise.all(images.map((image, number) => pushThroughServices('busy/app', `v${number}`, image)));
  // Connections tell what they counted when they end.
  await closeDatabase();
  const [database] = await query<{ deadlocks: number }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  expect(database).toEqual({ deadlocks: 0 });
  const [repository] = await query(
    `SELECT tag_count, manifest_count FROM repository WHERE name = 'busy/app'`,
  );
  expect(repository).toEqual({ tag_count: 24, manifest_count: 24 });
});
