import { z } from 'zod';
import { calendarDate } from '../text.ts';
import { words } from '../words.ts';

export const helloInput = z.strictObject({}).register(words, { meaning: 'Nothing is asked.' });

const limit = (meaning: string, unit: string) => z.int().register(words, { meaning, unit });

/** What a caller checks before it sends anything. */
export const helloOutput = z
  .object({
    contractVersion: z.string().register(words, { meaning: 'Version of the contract that the server speaks.', unit: 'semantic version' }),
    lockDigest: z.string().register(words, { meaning: 'SHA-256 of contract.lock.json.', unit: 'hex' }),
    serverTime: z.iso.datetime({ precision: 3 }).register(words, {
      meaning: "The server's clock: compare it with your own when a token is refused with token_expired.",
      unit: 'RFC 3339 with milliseconds, UTC',
    }),
    limits: z
      .object({
        recordsPerBatch: limit('Records of one records.applyBatch, all entities together.', 'records'),
        bytesPerRequest: limit("A request's body after decompression.", 'bytes'),
        accountsPerQuery: limit('Accounts named in one verification query.', 'accounts'),
        excludedPerQuery: limit('Records left out of one verification query.', 'records'),
        rowsPerPage: limit('Rows of one page of verification.rows.', 'rows'),
      })
      .register(words, { meaning: 'The limits of one request. A request beyond one is refused with limit_exceeded.' }),
    highestVersion: z.int().min(0).register(words, {
      meaning: 'Highest version of any record or tombstone that HQ holds; a Field sequence behind it was restored from a backup.',
    }),
    sunset: calendarDate().nullable().optional().register(words, {
      meaning:
        'First day on which the server no longer serves this major version; null while none is set. Servers older than 1.1.0 leave it out.',
    }),
  })
  .register(words, { meaning: 'What a caller checks before it sends anything.' });

export type HelloOutput = z.infer<typeof helloOutput>;
