import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadedPackages } from './loaded-packages.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loaded-'));
  const files = {
    'package.json': '{"type":"module"}',
    'plain.js': "export const from = 'node_modules/react/';",
    'outer.js': "export * from './inner.js'; export * from './plain.js';",
    'inner.js': "import 'node:os'; await import('@trpc/server/http');",
    'node_modules/@trpc/server/package.json': '{"type":"module","exports":{"./http":"./http.js"}}',
    'node_modules/@trpc/server/http.js': "import 'zod';",
    'node_modules/zod/package.json': '{"type":"module","exports":"./index.js"}',
    'node_modules/zod/index.js': '',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('what a module loads is found through other modules, also where it is loaded late', async () => {
  expect(await loadedPackages(join(folder, 'outer.js'))).toEqual(['@trpc/server', 'node:os', 'zod']);
});

test('a module that loads nothing has nothing', async () => {
  expect(await loadedPackages(join(folder, 'plain.js'))).toEqual([]);
});

test('a module that cannot be loaded is an error', async () => {
  await expect(loadedPackages(join(folder, 'none.js'))).rejects.toThrow(/ERR_MODULE_NOT_FOUND/u);
});
