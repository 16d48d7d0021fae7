import { z } from 'zod';
import { version } from '../envelope.ts';
import { calendarDate } from '../text.ts';

export const helloInput = z.strictObject({});

/** What a caller checks before it sends anything. */
export const helloOutput = z.object({
  /** Version of the contract that the server speaks. */
  contractVersion: z.string(),
  /** SHA-256 of contract.lock.json, hex. */
  lockDigest: z.string(),
  /** The server's clock, RFC 3339 with milliseconds, UTC. */
  serverTime: z.iso.datetime({ precision: 3 }),
  /** The limits of one request. */
  limits: z.object({
    recordsPerBatch: z.int(),
    bytesPerRequest: z.int(),
    accountsPerQuery: z.int(),
    excludedPerQuery: z.int(),
    rowsPerPage: z.int(),
  }),
  /** Highest version of any record or tombstone that HQ holds; a Field sequence behind it was restored from a backup. */
  highestVersion: version,
  /** First day on which the server no longer serves this major version; null while none is set. Older servers than 1.1.0 leave it out. */
  sunset: calendarDate().nullable().optional(),
});

export type HelloOutput = z.infer<typeof helloOutput>;
