import { expect, it } from 'vitest';
import type { Row } from '../compare-rows.ts';
import type { Scope } from '../choose-scope.ts';
import { mostDifferences } from '../differences-of.ts';
import { rowsSide } from '../fixtures/rows-side.ts';
import { Quarantined } from '../quarantined.ts';
import type { Look } from '../take-reading.ts';
import { digests } from './digests.ts';

const pair = { account: 'a', entity: 'project' } as const;
const scope: Scope = {
  everything: false,
  countsPeopleOfAccounts: true,
  known: new Set(['a']),
  units: ['a'],
  notVerified: [],
  accounts: 1,
  includes: () => true,
};

it('says of a pair that has more differences than it collects that it was not read to the end', async () => {
  const records = mostDifferences + 1;
  const rows = Array.from({ length: records }, (_, at): Row => {
    const key = String(at).padStart(6, '0');
    return { key, externalId: key, user: null, company: null, values: [key] };
  });
  const look = {
    field: { ...rowsSide(pair, []), digests: async () => ({ digests: [] }) },
    hq: { ...rowsSide(pair, rows), digests: async () => ({ digests: [{ ...pair, records, digest: '1' }] }) },
    quarantine: new Quarantined([]),
    sent: async () => {},
  };
  const progress = { records: 0, unread: 0, say: () => {} };
  const differences = await Array.fromAsync(digests.look(look as unknown as Look, scope, progress));
  expect([differences.length, progress.unread]).toEqual([mostDifferences, 1]);
});
