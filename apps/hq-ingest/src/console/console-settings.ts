import { randomBytes } from 'node:crypto';
import type { AdministrationGate } from '../own-changes/is-kept-from-the-start.ts';

/** Asks the gates; what @hq-field/gates opens fits. */
export interface FieldVisibleGate {
  isOn(gate: 'hq.field-visible', account?: string | null): Promise<boolean>;
}

/** What the console needs besides the database. */
export interface ConsoleSettings {
  /** Keys of the e-mails of those who see and create everything. */
  operators: ReadonlySet<string>;
  /** Signs cookies and forms. */
  sessionSecret: string;
  /** Null: nobody can be asked, so Field's part is not shown, and Field keeps the administration of new accounts. */
  gates: (FieldVisibleGate & AdministrationGate) | null;
  /** Address of Field's own pages, for links; null: no links. */
  fieldPagesUrl: string | null;
}

/** A secret that ends with the process: so do the sessions. */
export function freshSecret(): string {
  return randomBytes(32).toString('base64url');
}
