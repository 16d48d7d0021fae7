import { limits, type RecordKey } from '@hq-field/contracts';
import type { Scope } from './choose-scope.ts';
import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';

/** A record and the account that its entry names: null for people, absent when nobody says. */
export type QuarantinedKey = RecordKey & { account?: string | null };

/** Records that are in quarantine, and so are no difference. */
export class Quarantined {
  readonly keys: readonly QuarantinedKey[];
  readonly #names: ReadonlySet<string>;
  /** Accounts that have one of an entity; null stands for an entry that names none. */
  readonly #accounts: ReadonlyMap<string, ReadonlySet<string | null>>;

  constructor(keys: readonly QuarantinedKey[]) {
    this.keys = keys;
    this.#names = new Set(keys.map(({ entity, externalId }) => `${entity} ${externalId}`));
    this.#accounts = new Map([...Map.groupBy(keys, ({ entity }) => entity)].map(([entity, of]) => [entity, new Set(of.map(accountOf))]));
  }

  /** How many stand in the accounts that are compared and, when everything is, in none that Field has. */
  countIn({ units, everything, known }: Pick<Scope, 'units' | 'everything' | 'known'>): number {
    const compared = new Set(units);
    const isIn = (account: string | null) => (account === null || !known.has(account) ? everything : compared.has(account));
    return this.keys.filter((key) => isIn(accountOf(key))).length;
  }

  /**
   * What a query leaves out; people and companies first, because their values stand in other rows. Where there are more than a query takes,
   * some pairs differ for no other reason, and their rows, which are all held against this list, show that.
   */
  forQuery(): RecordKey[] {
    return asMany(this.keys);
  }

  /**
   * What is to be left out of some accounts, without what stands under others. A record that has gone from one account to another may make a pair
   * differ; its row shows why, as above.
   */
  standingIn(accounts: readonly string[]): RecordKey[] {
    const asked = new Set(accounts);
    return this.keys.flatMap(({ entity, externalId, account }) =>
      account === undefined || account === null || asked.has(account) ? [{ entity, externalId }] : [],
    );
  }

  /** The same of one account, or of all people for null, as much as a query takes. */
  forDigests(account: string | null): RecordKey[] {
    return asMany(this.standingIn(account === null ? [] : [account]));
  }

  /** Whether the row's record is in quarantine, or its user or company, whose values stand in it. Queries of digests leave such rows out. */
  explains(entity: Pair['entity'], row: Pick<Row, 'externalId' | 'user' | 'company'>): boolean {
    return this.#has(entity, row.externalId) || this.#has('user', row.user) || this.#has('company', row.company);
  }

  /**
   * Whether a row that only HQ has hangs on an older copy of a parent that is in quarantine now: Field has no row below a record that its
   * rules refuse, and HQ keeps what it took before.
   */
  explainsExtra({ account, entity }: Pair, row: Row): boolean {
    const person = personOf({ account, entity }, row);
    return (
      this.#has('account', account) ||
      (isOfProject(entity) && this.#has('project', row.values[0] ?? null)) ||
      (account !== null && person !== null && this.#has('accountMember', `${account}:${person}`))
    );
  }

  /**
   * Whether rows of the pair may be explained: something of the account is in quarantine, or a project, which HQ may hold in the account that it
   * has left.
   */
  mayExplain({ account, entity }: Pair): boolean {
    if (account === null) return false;
    return this.#accounts.keys().some((one) => this.#hasOf(account, one)) || (isOfProject(entity) && this.#accounts.has('project'));
  }

  hasCompanyOf(account: string): boolean {
    return this.#hasOf(account, 'company');
  }

  isProject(externalId: string | null): externalId is string {
    return this.#has('project', externalId);
  }

  isCompany(externalId: string | null): boolean {
    return this.#has('company', externalId);
  }

  /** The rows that are to be compared. */
  async *without(entity: Pair['entity'], rows: AsyncIterable<Row>): AsyncGenerator<Row> {
    for await (const row of rows) if (!this.explains(entity, row)) yield row;
  }

  #hasOf(account: string, entity: string): boolean {
    const accounts = this.#accounts.get(entity);
    return accounts !== undefined && (accounts.has(account) || accounts.has(null));
  }

  #has(entity: string, externalId: string | null): boolean {
    return externalId !== null && this.#names.has(`${entity} ${externalId}`);
  }
}

function accountOf({ entity, externalId, account = null }: QuarantinedKey): string | null {
  return entity === 'account' ? externalId : account;
}

export function isOfProject(entity: Pair['entity']): boolean {
  return entity === 'projectMember' || entity === 'projectCompany';
}

/** The person whose membership of the account a row hangs on; null for a row that hangs on none. */
export function personOf({ entity }: Pair, { externalId, user }: Pick<Row, 'externalId' | 'user'>): string | null {
  if (entity === 'user') return externalId;
  return entity === 'projectMember' ? user : null;
}

function asMany(keys: readonly QuarantinedKey[]): RecordKey[] {
  const rank = ({ entity }: RecordKey) => (entity === 'user' || entity === 'company' ? 0 : 1);
  const chosen =
    keys.length <= limits.excludedPerQuery
      ? keys
      : [...keys].sort((left, right) => rank(left) - rank(right)).slice(0, limits.excludedPerQuery);
  return chosen.map(({ entity, externalId }) => ({ entity, externalId }));
}
