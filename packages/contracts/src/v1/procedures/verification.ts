import { z } from 'zod';
import { entityNames, type Entity } from '../entities/index.ts';
import { recordKey } from '../envelope.ts';
import { limits } from '../limits.ts';
import { externalId } from '../text.ts';

const entity = z.enum(entityNames as [Entity, ...Entity[]]);

/**
 * What a verification reads. Rows are attributed to accounts: a user to every account they are a member of, and all users once
 * more to account null. A row is left out when it is named in `exclude`, or when its user or company is (their values stand in it).
 */
export const verificationScope = z.strictObject({
  /** externalIds of accounts; null reads all of them and the users of account null. */
  accounts: z.array(externalId()).max(limits.accountsPerQuery).nullable(),
  exclude: z.array(recordKey).max(limits.excludedPerQuery),
});

/** Rows by account and entity; a pair without rows is absent. */
export const countsOutput = z.object({
  counts: z.array(z.object({ account: externalId().nullable(), entity, records: z.int() })),
});

/**
 * Order-free digests by account and entity: the sum over the rows of the first 60 bits of the MD5 of the row's digest line, as a
 * decimal string. Digest line: the row's columns (rowColumns) in order, joined by U+001F, null written as U+001E, UTF-8.
 */
export const digestsOutput = z.object({
  digests: z.array(z.object({ account: externalId().nullable(), entity, records: z.int(), digest: z.string() })),
});

/** One page of rows in bytewise order of their key; or the rows of the given keys. */
export const rowsInput = z.strictObject({
  entity,
  /** externalId of the account; null with entity user reads all users. */
  account: externalId().nullable(),
  /** Read behind this key. */
  after: z.string().nullable(),
  limit: z.int().min(1).max(limits.rowsPerPage),
  /** Only these keys, when not null. */
  keys: z.array(z.string()).max(limits.rowsPerPage).nullable(),
});

export const rowsOutput = z.object({
  rows: z.array(
    z.object({
      /** The key columns (rowKeys) joined by U+001F. */
      key: z.string(),
      /** The record's externalId; null for a row that HQ did not get from Field. */
      externalId: externalId().nullable(),
      /** externalIds of the row's user and company where it has them. */
      user: externalId().nullable(),
      company: externalId().nullable(),
      /** Columns of rowColumns, in order. */
      values: z.array(z.string().nullable()),
    }),
  ),
  /** Key to go on behind, null at the end. */
  next: z.string().nullable(),
});

export type VerificationScope = z.infer<typeof verificationScope>;
export type CountsOutput = z.infer<typeof countsOutput>;
export type DigestsOutput = z.infer<typeof digestsOutput>;
export type RowsInput = z.infer<typeof rowsInput>;
export type RowsOutput = z.infer<typeof rowsOutput>;
