import type { QuarantineEntry } from '@hq-field/field-adapter';
import { expect, it } from 'vitest';
import { quarantineCsv } from './quarantine-csv.ts';

const entry: QuarantineEntry = {
  entity: 'user',
  externalId: 'u',
  account: null,
  code: 'email_invalid',
  field: 'email',
  message: 'must have "one" @,\nno more',
  since: new Date(0),
  times: 2,
};

async function* of(...entries: QuarantineEntry[]): AsyncGenerator<QuarantineEntry> {
  yield* entries;
}

it('quotes what CSV must quote, disarms formulas, and names who accepted', async () => {
  const accepted = [
    { entity: 'user', externalId: 'u', code: 'email_invalid', account: null, reason: '=cmd|x', name: 'Ann', acceptedAt: new Date(0) },
  ];
  const lines = await Array.fromAsync(quarantineCsv(of(entry, { ...entry, code: 'too_long', message: '-1' }), accepted));
  expect(lines).toEqual([
    'entity,record,account,code,field,message,since,times,accepted_by,accepted_because\n',
    `user,u,,email_invalid,email,"must have ""one"" @,\nno more",1970-01-01T00:00:00.000Z,2,Ann,'=cmd|x\n`,
    `user,u,,too_long,email,'-1,1970-01-01T00:00:00.000Z,2,,\n`,
  ]);
});
