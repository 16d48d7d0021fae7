import { z } from 'zod';
import { entityNames, type Entity } from '../entities/index.ts';
import { recordKey } from '../envelope.ts';
import { limits } from '../limits.ts';
import { list } from '../list.ts';
import { externalId } from '../text.ts';
import { words } from '../words.ts';

const entity = z.enum(entityNames as [Entity, ...Entity[]]).register(words, { meaning: 'Kind of the rows.' });
const account = externalId().nullable().register(words, { meaning: 'externalId of the account; null counts all users once more.' });
const records = z.int().register(words, { meaning: 'How many rows there are.', unit: 'rows' });
const exclude = list(recordKey, limits.excludedPerQuery).register(words, {
  meaning: 'Records to leave out. A row is left out too when its user or company is named: their values stand in it.',
});
const rowsOfAccount = externalId()
  .nullable()
  .register(words, { meaning: 'externalId of the account; null with entity user reads all users.' });
const digest = z.string().register(words, {
  meaning:
    "Sum over the rows of the first 60 bits of the MD5 of the row's digest line: its columns in order, joined by U+001F, null written as U+001E, in UTF-8.",
  unit: 'decimal number',
});

export const verificationScope = z
  .strictObject({
    accounts: list(externalId(), limits.accountsPerQuery).nullable().register(words, {
      meaning: 'externalIds of accounts; null reads all of them and the users of account null.',
    }),
    exclude,
  })
  .register(words, {
    meaning:
      'What a verification reads. Rows are attributed to accounts: a user to every account they are a member of, and all users once more to account null.',
  });

export const countsOutput = z
  .object({
    counts: z
      .array(z.object({ account, entity, records }))
      .register(words, { meaning: 'One entry for each account and entity that has rows.' }),
  })
  .register(words, { meaning: 'Rows by account and entity; a pair without rows is absent.' });

export const digestsOutput = z
  .object({
    digests: z
      .array(
        z.object({
          account,
          entity,
          records,
          digest,
        }),
      )
      .register(words, { meaning: 'One entry for each account and entity that has rows.' }),
  })
  .register(words, { meaning: 'Order-free digests by account and entity.' });

export const rangeDigestsInput = z
  .strictObject({
    entity,
    account: rowsOfAccount,
    exclude,
    bounds: list(z.string(), limits.rowsPerPage).register(words, {
      meaning:
        'Keys in bytewise order that cut the rows into ranges, one more than there are bounds; a bound belongs to the range that it ends.',
    }),
  })
  .register(words, {
    meaning:
      'Rows of one account and entity, cut by their keys to find the few that differ. A row stands in the range whose number is how many bounds are less than its key, bytewise.',
  });

export const rangeDigestsOutput = z
  .object({
    ranges: z
      .array(z.object({ records, digest }))
      .register(words, { meaning: 'One entry for each range in order, also for one without rows, whose digest is 0.' }),
  })
  .register(words, {
    meaning: 'Order-free digests of ranges of keys. Servers older than 1.3.0 do not have it: rows are read whole there.',
  });

export const rowsInput = z
  .strictObject({
    entity,
    account: rowsOfAccount,
    after: z.string().nullable().register(words, { meaning: 'Read behind this key; null begins at the beginning.' }),
    limit: z.int().min(1).max(limits.rowsPerPage).register(words, { meaning: 'Rows of one page, at most.', unit: 'rows' }),
    keys: list(z.string(), limits.rowsPerPage).nullable().register(words, { meaning: 'Only these keys, when not null.' }),
  })
  .register(words, { meaning: 'One page of rows in bytewise order of their key; or the rows of the given keys.' });

const row = z.object({
  key: z.string().register(words, { meaning: 'The key columns joined by U+001F.' }),
  externalId: externalId().nullable().register(words, {
    meaning: "The record's externalId; null for a row that HQ did not get from Field.",
  }),
  user: externalId().nullable().register(words, { meaning: "externalId of the row's user where it has one." }),
  company: externalId().nullable().register(words, { meaning: "externalId of the row's company where it has one." }),
  values: z.array(z.string().nullable()).register(words, { meaning: "The row's columns in the order that Extracts lists." }),
});

export const rowsOutput = z
  .object({
    rows: z.array(row).register(words, { meaning: 'The rows of the page, in bytewise order of their key.' }),
    next: z.string().nullable().register(words, {
      meaning: 'Key to go on behind; null at the end. A page of large rows ends before its limit: this alone says whether there are more.',
    }),
  })
  .register(words, { meaning: 'One page of rows.' });

export type VerificationScope = z.infer<typeof verificationScope>;
export type CountsOutput = z.infer<typeof countsOutput>;
export type DigestsOutput = z.infer<typeof digestsOutput>;
export type RangeDigestsInput = z.infer<typeof rangeDigestsInput>;
export type RangeDigestsOutput = z.infer<typeof rangeDigestsOutput>;
export type RowsInput = z.infer<typeof rowsInput>;
export type RowsOutput = z.infer<typeof rowsOutput>;
