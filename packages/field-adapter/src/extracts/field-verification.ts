// The Field side of the verification: counts, digests, rows and extracts by docs/rules.md, in SQL straight from the legacy tables.
import {
  type CountsOutput,
  type DigestsOutput,
  type ExtractName,
  extracts,
  type RangeDigestsInput,
  type RangeDigestsOutput,
  type RecordKey,
  type RowsInput,
  type RowsOutput,
  type VerificationScope,
} from '@hq-field/contracts';
import type postgres from 'postgres';
import { toFieldError } from '../field-db/field-error.ts';
import { streamCsv } from './csv.ts';
import { leafParts, rowParts } from './entities/index.ts';
import { fillLogins, hasLogins, refreshLogins } from './kept-logins.ts';
import type { RowPart } from './part.ts';
import { PartLoader } from './part-loader.ts';
import { login } from './parts/login.ts';
import { createQuarantine } from './quarantine.ts';
import { type BoundsInput, readBounds, readRangeSums } from './range-sums.ts';
import { indexRows, readRowPage } from './row-page.ts';
import { openSnapshot, type Snapshot, type SnapshotOptions } from './snapshot.ts';
import { keepSums, readKept, readSums, type Sum } from './sums.ts';
import { createTextFunctions } from './text-functions.ts';
import { createWordTables } from './word-tables.ts';

/**
 * One consistent snapshot of Field, with the shapes of HQ's procedures of the same names. It holds a connection and a transaction: close it when done.
 * Records in quarantine, by the rules or in the table of Field, are not rows; a user counts in the accounts that have a row of them as a member.
 */
export interface FieldVerification {
  counts(scope: VerificationScope): Promise<CountsOutput>;
  digests(scope: VerificationScope): Promise<DigestsOutput>;
  /**
   * Adds everything up in one pass, without these records too, as many as they may be; then says what digests says of accounts, and for null of all
   * people.
   */
  addUp(exclude: RecordKey[]): Promise<(accounts: readonly (string | null)[]) => Promise<DigestsOutput>>;
  rangeDigests(input: RangeDigestsInput): Promise<RangeDigestsOutput>;
  /** Makes rows of these accounts, or of all, ready in one pass, which is cheaper than account by account as they are asked for. */
  prepare(accounts: readonly string[] | null): Promise<void>;
  /** Keys that cut rows into ranges of so many, in bytewise order. */
  bounds(input: BoundsInput): Promise<string[]>;
  rows(input: RowsInput): Promise<RowsOutput>;
  /** Text of the CSV in chunks, the header first. Whatever else is asked meanwhile waits until it is read to its end. */
  extract(name: ExtractName): AsyncIterable<string>;
  /** Never fails. */
  close(): Promise<void>;
}

/**
 * Opens a snapshot of Field as it is now. Needs no more than reading and TEMP in the database; nothing is added to it. The snapshot ends when anybody
 * in Field waits for it: what is asked then and later throws a FieldError `busy`. Every refusal of the database is a FieldError. In a session of its own it reads of logins only what has changed
 * since the snapshot before.
 */
export async function openVerification(field: postgres.Sql, options: SnapshotOptions = {}): Promise<FieldVerification> {
  const snapshot = await openSnapshot(field, options).catch((error: unknown) => Promise.reject(ofField(error)));
  const keepsLogins = options.session !== undefined;
  const using = <T>(work: () => Promise<T>): Promise<T> => work().catch((error: unknown) => Promise.reject(meaning(snapshot, error)));
  try {
    await using(async () => {
      if (keepsLogins && (await hasLogins(snapshot))) await refreshLogins(snapshot);
      else {
        await createTextFunctions(snapshot);
        await createWordTables(snapshot);
        if (keepsLogins) await fillLogins(snapshot);
      }
      if (keepsLogins) await snapshot.keep();
      await createQuarantine(snapshot);
    });
  } catch (error) {
    await snapshot.close();
    throw error;
  }

  const loader = new PartLoader(snapshot, keepsLogins ? [login] : []);

  /** Sums of some accounts, or of all, once their rows are ready. */
  async function summing<Answer>(accounts: readonly string[] | null, work: () => Promise<Answer>): Promise<Answer> {
    const tabled = Object.values(rowParts).filter((part) => !leafParts.includes(part));
    await loader.ensure(tabled, accounts);
    return loader.withSelects(leafParts, accounts, work);
  }

  const sums = (scope: VerificationScope): Promise<Sum[]> => summing(scope.accounts, () => readSums(snapshot, scope, leafParts));

  /** The part of an entity, ready to be read in one account. */
  async function pair({ entity, account }: Pick<RowsInput, 'entity' | 'account'>): Promise<RowPart> {
    const part = rowParts[entity];
    const accounts = account === null ? null : [account];
    const parts = entity === 'user' && accounts !== null ? [part, rowParts.accountMember] : [part];
    await loader.ensure(parts, accounts);
    for (const read of parts) await indexRows(snapshot, read);
    return part;
  }

  return {
    async counts(scope) {
      const counts = (await using(() => sums(scope))).map(({ account, entity, records }) => ({ account, entity, records }));
      return { counts };
    },
    async digests(scope) {
      return { digests: await using(() => sums(scope)) };
    },
    async addUp(exclude) {
      await using(() => summing(null, () => keepSums(snapshot, exclude, leafParts)));
      return async (accounts) => ({ digests: await using(() => readKept(snapshot, accounts)) });
    },
    prepare: (accounts) => using(() => loader.ensure(Object.values(rowParts), accounts)),
    rangeDigests: (input) => using(async () => readRangeSums(snapshot, await pair(input), input)),
    bounds: (input) => using(async () => readBounds(snapshot, await pair(input), input)),
    rows: (input) => using(async () => readRowPage(snapshot, await pair(input), input)),
    async *extract(name) {
      const part = rowParts[extracts[name].entity];
      try {
        await loader.ensure([part], null);
        yield* streamCsv(snapshot, part, name);
      } catch (error) {
        throw meaning(snapshot, error);
      }
    },
    close: () => snapshot.close(),
  };
}

function meaning(snapshot: Snapshot, error: unknown): unknown {
  return ofField(snapshot.meaning(error));
}

/** What the database says is a FieldError; what this program says of itself, such as that the snapshot has ended, stays as it is. */
function ofField(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? toFieldError(error) : error;
}
