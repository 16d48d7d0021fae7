/** Asks the gates; what @hq-field/gates opens fits. */
export interface AdministrationGate {
  /** `hq`: Field's pages of the account are those of HQ. */
  value(gate: 'field.administration', account?: string | null): Promise<string>;
  /** Why the values may be old, or were never known; null while they are fresh. */
  readonly away: string | null;
}

/** Nobody can say now who keeps a new account. */
export class KeeperUnknownError extends Error {
  readonly code = 'keeper_unknown';

  constructor(reason: string) {
    super(
      `Nobody can say whether HQ or Field keeps the new account: the gates at GATES_DATABASE_URL cannot be read (${reason}). Nothing was created; do it again once they can.`,
    );
    this.name = 'KeeperUnknownError';
  }
}

/**
 * Whether HQ keeps a new account of this id, because Field's pages of it will be those of HQ. Throws KeeperUnknownError while the gates are away: an
 * account that Field keeps and shows as HQ's can be changed nowhere.
 */
export async function isKeptFromTheStart(gates: AdministrationGate, id: string): Promise<boolean> {
  if (gates.away !== null) throw new KeeperUnknownError(gates.away);
  // A gate knows an account by its guid in Field, which HQ's id will be.
  return (await gates.value('field.administration', id)) === 'hq';
}
