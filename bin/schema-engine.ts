import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

type Glue = { __wbg_set_wasm(exports: WebAssembly.Exports): void };

/** Prisma's schema engine as WebAssembly: the package's own loader is for bundlers, which import `.wasm` files. */
export async function loadSchemaEngine(): Promise<typeof engine> {
  const file = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')).replace(
    /js$/,
    'wasm',
  );
  const imports = { './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(await readFile(file), imports);
  (engine as unknown as Glue).__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return engine;
}
