import { limits } from '@hq-field/contracts';
import { describe, expect, it } from 'vitest';
import type { Row } from '../compare-rows.ts';
import type { Scope } from '../choose-scope.ts';
import { rowsSide } from '../fixtures/rows-side.ts';
import { Quarantined } from '../quarantined.ts';
import type { Look } from '../take-reading.ts';
import { deep } from './deep.ts';

const people = { account: null, entity: 'user' } as const;
const scope: Scope = {
  everything: false,
  countsPeopleOfAccounts: true,
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

const look = async (field: readonly Row[], hq: readonly Row[]) => lookAt(scope, rowsSide(people, field), rowsSide(people, hq));

async function lookAt(asked: Scope, field: object, hq: object) {
  const progress = { records: 0, unread: 0, say: () => {} };
  const sides = { field, hq, quarantine: new Quarantined([]), sent: async () => {} };
  const differences = await Array.fromAsync(deep.look(sides as unknown as Look, asked, progress));
  return { differences, records: progress.records };
}

it('counts each row once and calls none a duplicate, over the ends of pages', async () => {
  const rows = Array.from({ length: 2 * limits.rowsPerPage + 3 }, (_, at) => person(at));
  expect(await look(rows, rows)).toEqual({ differences: [], records: rows.length });
});

describe('what is in no account of Field', () => {
  const rest: Scope = { ...scope, everything: true, countsPeopleOfAccounts: false };
  const account = { account: 'new', entity: 'account' } as const;
  const row: Row = { key: 'new', externalId: 'new', user: null, company: null, values: ['new'] };
  const hq = {
    ...rowsSide(account, [row]),
    async *extract() {
      yield 'account,name\nnew,New\n';
    },
  };

  it('is an account that HQ alone has, and none that Field has got since its accounts were named', async () => {
    expect(await lookAt(rest, rowsSide(account, []), hq)).toMatchObject({ differences: [{ kind: 'extra_in_hq', account: 'new' }] });
    expect(await lookAt(rest, rowsSide(account, [row]), hq)).toMatchObject({ differences: [] });
  });

  it('is read without making the rows of accounts ready', async () => {
    const field = { ...rowsSide(account, [row]), prepare: () => Promise.reject(new Error('all of Field is read')) };
    expect(await lookAt(rest, field, hq)).toMatchObject({ differences: [] });
  });
});
