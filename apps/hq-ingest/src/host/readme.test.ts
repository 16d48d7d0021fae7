import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hqProcedures } from '@hq-field/contracts';
import { expect, test } from 'vitest';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

test('the README names every procedure that HQ serves, with its scope, and no other', () => {
  const told = [...readme.matchAll(/^\| `POST \/trpc\/(.+?)` \|.*\| (.+) \|$/gmu)].flatMap(([, names = '', scope = '']) => {
    const all = names.split('`, `');
    const group = all[0]?.split('.')[0] ?? '';
    return all.map((name) => ({
      path: name.startsWith('.') ? `${group}${name}` : name,
      scope: scope === 'any scope' ? null : scope.replaceAll('`', ''),
    }));
  });
  const holds = ({ path, scope }: (typeof hqProcedures)[number], one: (typeof told)[number]) =>
    scope === one.scope && (one.path.endsWith('.*') ? path.startsWith(one.path.slice(0, -1)) : path === one.path);
  expect(hqProcedures.filter((procedure) => !told.some((one) => holds(procedure, one))).map(({ path }) => path)).toEqual([]);
  expect(told.filter((one) => !hqProcedures.some((procedure) => holds(procedure, one))).map(({ path }) => path)).toEqual([]);
});
