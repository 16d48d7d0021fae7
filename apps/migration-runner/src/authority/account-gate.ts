import { decideGate, type GateValue, inherit, type readGates } from '@hq-field/gates';

export type AdministrationMode = GateValue<'field.administration'>;

/** What the gate `field.administration` says of one account. */
export interface AccountGate {
  /** Its own value; null: it has none. */
  own: AdministrationMode | null;
  /** The one that it has without an own value. */
  everybodys: AdministrationMode;
}

/** `inherit` takes the own value away. */
export type OwnGate = AdministrationMode | typeof inherit;

export const valueOf = ({ own, everybodys }: AccountGate): AdministrationMode => own ?? everybodys;

/** The own value of an account that Field keeps, with no move under way: a lock that everybody has stays, and pages of HQ are not opened. */
export const ownAtField = ({ everybodys }: AccountGate): OwnGate => (everybodys === 'hq' ? 'legacy' : inherit);

/** Whether the gate says of an account that Field keeps what it should, with no move under way. */
export const isAsOfField = (gate: AccountGate): boolean => gate.own === 'legacy' || (gate.own === null && gate.everybodys !== 'hq');

/** The gate of each of the accounts. */
export function accountGates(
  { states }: Pick<Awaited<ReturnType<typeof readGates>>, 'states'>,
  accounts: readonly string[],
): Map<string, AccountGate> {
  const state = states.get('field.administration');
  const ofNobody = new Map(state === undefined ? [] : [['field.administration', { ...state, cohort: new Map<string, string>() }]]);
  const decide = (of: typeof states, account: string) => decideGate(of, 'field.administration', account).value as AdministrationMode;
  return new Map(
    accounts.map((account) => [
      account,
      { own: state?.cohort.has(account) ? decide(states, account) : null, everybodys: decide(ofNobody, account) },
    ]),
  );
}
