import type { FieldSession } from '../field-db/open-field.ts';

/** Does a part of making the identity tables, while which nobody else may write them: in the session at hand, or in a transaction of its own. */
export type InTurn = <Result>(work: (sql: FieldSession) => Promise<Result>) => Promise<Result>;
