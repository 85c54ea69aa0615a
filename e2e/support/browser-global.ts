import { startLighter } from './lighter.ts';
import { prepareTools } from './set-up.ts';
import { makeRunFolder, removeRunFolder } from './run-folder.ts';

/** Starts the product once for all specs, which find it by `test.ts`; ends it after them. */
export default async function start(): Promise<() => Promise<void>> {
  const { folder, mine } = await makeRunFolder();
  await prepareTools();
  // Providers of sign-in that specs start are on this machine.
  const lighter = await startLighter({ LIGHTER_ALLOW_PRIVATE_TARGETS: '127.0.0.1/32' });
  const { url, host, data, admin } = lighter;
  process.env.LIGHTER_TEST_INSTANCE = JSON.stringify({ url, host, data, admin });
  return async () => {
    await lighter.stop();
    if (mine) await removeRunFolder(folder);
  };
}
