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
  limits: Readonly<Record<string, number>>;
  /** Headers, separators and what a service token must say. */
  wire: Readonly<Record<string, string>>;
}
