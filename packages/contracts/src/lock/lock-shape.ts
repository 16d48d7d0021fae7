/** A JSON Schema of draft 2020-12, as data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface LockedProcedure {
  path: string;
  kind: string;
  scope: string | null;
  input: JsonSchema;
  output: JsonSchema;
  /** Serves the time in which both systems are administered, and goes with it. */
  transitional?: true;
}

/** What one place of the contract makes of the samples. */
export interface SampleTable {
  /** Of the samples that all places are asked with, those that it takes, or else those that it refuses: the shorter list. None of an object. */
  accepts?: readonly string[];
  refuses?: readonly string[];
  /** Whether it takes its own samples: values that it lists, texts as long as it allows, and of an object its record with one field changed. */
  own?: Readonly<Record<string, boolean>>;
  /** The record that the own samples of an object are changes of, by field. */
  base?: Readonly<Record<string, string>>;
  /** Two changes at once, where that is not taken just as each of them is. */
  pairs?: readonly (readonly [string, string, boolean])[];
  /** What is read as another value than was sent. */
  reads?: Readonly<Record<string, string>>;
}

/** One version of the contract as its lock file holds it. */
export interface ContractLock {
  version: string;
  procedures: readonly LockedProcedure[];
  /** What both systems compare of each entity: its columns in order, and those that are its key. */
  rows: Readonly<Record<string, { columns: readonly { name: string; form: string }[]; key: readonly string[] }>>;
  extracts: Readonly<Record<string, { entity: string; columns: readonly string[] }>>;
  /** How values are written, by the name of the form. */
  forms: Readonly<Record<string, string>>;
  /** Keys of some e-mails and names. */
  keys: Readonly<Record<string, Readonly<Record<string, string>>>>;
  outcomes: readonly string[];
  /** Fate of each reason code. */
  reasonCodes: Readonly<Record<string, string>>;
  /** Which status each code of a request is answered with, by its name in tRPC. The three parts from here on came with version 1.3.0. */
  statuses?: Readonly<Record<string, string>>;
  /** Whether pairs of versions understand each other. */
  versions?: Readonly<Record<string, boolean>>;
  /** The samples that every place was asked with, and what the places make of them: keyword `samples` of a schema names a table. */
  samples?: { asked: readonly string[]; tables: Readonly<Record<string, SampleTable>> };
  limits: Readonly<Record<string, number>>;
  /** Headers, separators and what a service token must say. */
  wire: Readonly<Record<string, string>>;
}
