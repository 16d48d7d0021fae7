import type {
  CountsOutput,
  DigestsOutput,
  ExtractName,
  RangeDigestsInput,
  RangeDigestsOutput,
  RecordKey,
  VerificationScope,
} from '@hq-field/contracts';
import type { BoundsInput } from '@hq-field/field-adapter';
import type { KnownAccount } from './choose-scope.ts';
import type { Since } from './explain-difference.ts';
import type { Difference } from './finding.ts';
import type { QuarantinedKey } from './quarantined.ts';
import type { RowSource } from './read-rows.ts';

/** One side of the comparison. */
export interface Side extends RowSource {
  counts(scope: VerificationScope): Promise<CountsOutput>;
  digests(scope: VerificationScope): Promise<DigestsOutput>;
  /** Null: an HQ that is older than digests of ranges. */
  rangeDigests(input: RangeDigestsInput): Promise<RangeDigestsOutput | null>;
  /** Text of the CSV in pieces, the header first. */
  extract(name: ExtractName): AsyncIterable<string>;
}

/** A snapshot of Field, whose keys cut the rows of both sides into ranges. */
export interface FieldSide extends Side {
  bounds(input: BoundsInput): Promise<string[]>;
  /** Adds everything up once, without these records; then says digests of accounts, and for null of all people. */
  addUp(exclude: RecordKey[]): Promise<(accounts: readonly (string | null)[]) => Promise<DigestsOutput>>;
  /** Makes rows of these accounts ready in one pass. */
  prepare(accounts: readonly string[]): Promise<void>;
}

/** Where Field stands: two of them tell whether anything was sent, waited or was put by HQ meanwhile. */
export interface Standing {
  /** Rows of the outbox that wait or are claimed. */
  waiting: number;
  /** The last version that was drawn. */
  version: number;
  /** When HQ put something to Field last, which no version tells; null: never. */
  lastPut: Date | null;
  /** The time of Field's database. */
  now: Date;
}

/** What a verification needs of the world. */
export interface VerificationPorts {
  /** Opens one consistent snapshot of Field. */
  openField(): Promise<FieldSide & { close(): Promise<void> }>;
  hq: Side;
  /** Accounts with their states: those asked for, or all that Field has, and all that are live though Field has deleted them for good. */
  knownAccounts(asked: readonly string[] | null): Promise<KnownAccount[]>;
  /** Those of the accounts whose administration HQ keeps. */
  administeredByHq(accounts: readonly string[]): Promise<ReadonlySet<string>>;
  quarantinedKeys(): Promise<readonly QuarantinedKey[]>;
  outbox: {
    mark(): Promise<bigint>;
    drained(mark: bigint): Promise<boolean>;
    standing(): Promise<Standing>;
  };
  /** Whether Field has changed each of the records since its account was last found equal. */
  since(differences: readonly Difference[]): Promise<readonly Since[]>;
  sleep(milliseconds: number): Promise<void>;
  now(): number;
}
