import { limits } from '@hq-field/contracts';
import { expect, it } from 'vitest';
import type { Row } from '../compare-rows.ts';
import type { Scope } from '../choose-scope.ts';
import { rowsSide } from '../fixtures/rows-side.ts';
import { Quarantined } from '../quarantined.ts';
import type { Look } from '../take-reading.ts';
import { deep } from './deep.ts';

const people = { account: null, entity: 'user' } as const;
const scope: Scope = {
  everything: false,
  isRest: false,
  known: new Set(),
  units: [null],
  notVerified: [],
  accounts: 0,
  includes: () => true,
};
const person = (at: number): Row => {
  const key = `${String(at).padStart(6, '0')}@example.com`;
  return { key, externalId: `person ${at}`, user: null, company: null, values: [key] };
};

async function look(field: readonly Row[], hq: readonly Row[]) {
  const progress = { records: 0, unread: 0, say: () => {} };
  const sides = { field: rowsSide(people, field), hq: rowsSide(people, hq), quarantine: new Quarantined([]), sent: async () => {} };
  const differences = await Array.fromAsync(deep.look(sides as unknown as Look, scope, progress));
  return { differences, records: progress.records };
}

it('counts each row once and calls none a duplicate, over the ends of pages', async () => {
  const rows = Array.from({ length: 2 * limits.rowsPerPage + 3 }, (_, at) => person(at));
  expect(await look(rows, rows)).toEqual({ differences: [], records: rows.length });
});
