import { type Entity, nameKey, rowColumns } from '@hq-field/contracts';
import type { Row } from './compare-rows.ts';
import type { Difference, FieldDifference } from './finding.ts';

/** A rule that a row breaks. */
interface Broken {
  row: Row;
  difference: Difference;
}

/**
 * What must hold among the rows of one account at HQ, whatever Field says: parents stand in the same account, and what must be unique is.
 * It keeps keys only, those of one account at a time. Of all people, who are many, and have no parents, it keeps what must be unique.
 */
export class Invariants {
  readonly #account: string | null;
  readonly #isExplained: (entity: Entity, row: Row) => boolean;
  readonly #rows = new Map<Entity, Row[]>();
  /** Values that must be unique, by entity and name. */
  readonly #held = new Map<string, Set<string>>();
  readonly #repeated: Broken[] = [];

  /** Rows that are explained stand as HQ took them before: they are parents of others, and break no rule. */
  constructor(account: string | null, isExplained: (entity: Entity, row: Row) => boolean = () => false) {
    this.#account = account;
    this.#isExplained = isExplained;
  }

  see(entity: Entity, row: Row): void {
    this.#mustBeUnique(entity, row, 'external_id', row.externalId);
    if (entity === 'user') this.#mustBeUnique(entity, row, 'oxygen_uid', column(entity, row, 'oxygen_uid'));
    if (entity === 'project' && column(entity, row, 'status') !== 'archived')
      this.#mustBeUnique(entity, row, 'name', nameKey(column(entity, row, 'name') ?? ''));
    if (this.#account === null) return;
    const rows = this.#rows.get(entity) ?? [];
    rows.push({ ...row, values: row.values.slice(0, 1) });
    this.#rows.set(entity, rows);
  }

  broken(): Difference[] {
    return [...this.#parents(), ...this.#repeated].flatMap(({ row, difference }) =>
      this.#isExplained(difference.entity, row) ? [] : [difference],
    );
  }

  *#parents(): Generator<Broken> {
    const companies = this.#ids('company');
    const members = new Set(this.#of('accountMember').map((row) => row.user));
    const projects = this.#ids('project');
    const people = this.#ids('user');
    for (const row of this.#of('accountMember')) {
      if (!companies.has(row.company) && row.company !== null) yield this.#wrong('accountMember', row, 'company', row.company);
      if (!people.has(row.user)) yield this.#wrong('accountMember', row, 'user', row.user);
    }
    for (const row of this.#of('projectMember')) {
      if (!members.has(row.user)) yield this.#wrong('projectMember', row, 'accountMember', row.user);
      if (!companies.has(row.company) && row.company !== null) yield this.#wrong('projectMember', row, 'company', row.company);
      if (!projects.has(row.values[0] ?? null)) yield this.#wrong('projectMember', row, 'project', row.values[0] ?? null);
    }
    for (const row of this.#of('projectCompany')) {
      if (!companies.has(row.company)) yield this.#wrong('projectCompany', row, 'company', row.company);
      if (!projects.has(row.values[0] ?? null)) yield this.#wrong('projectCompany', row, 'project', row.values[0] ?? null);
    }
  }

  #mustBeUnique(entity: Entity, row: Row, name: string, value: string | null): void {
    if (value === null) return;
    const held = this.#held.get(`${entity} ${name}`) ?? new Set();
    if (held.has(value)) this.#repeated.push(this.#difference('duplicate_in_hq', entity, row, { name, inField: null, inHq: value }));
    this.#held.set(`${entity} ${name}`, held.add(value));
  }

  #wrong(entity: Entity, row: Row, name: string, inHq: string | null): Broken {
    return this.#difference('wrong_parent', entity, row, { name, inField: null, inHq });
  }

  #difference(kind: Difference['kind'], entity: Entity, row: Row, field: FieldDifference): Broken {
    const { key, externalId } = row;
    return { row, difference: { kind, entity, account: this.#account, key, externalId, fields: [field] } };
  }

  #of(entity: Entity): readonly Row[] {
    return this.#rows.get(entity) ?? [];
  }

  #ids(entity: Entity): ReadonlySet<string | null> {
    return new Set(this.#of(entity).map((row) => row.externalId));
  }
}

function column(entity: Entity, row: Row, name: string): string | null {
  const columns: readonly string[] = rowColumns[entity];
  return row.values[columns.indexOf(name)] ?? null;
}
