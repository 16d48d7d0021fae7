import { randomUUID } from 'node:crypto';
import { type Entity, entityNames } from '../../v1/entities/index.ts';
import { claimedKeys } from './unique-keys.ts';

export type Fields = Record<string, unknown>;

/** One record that is to stand in this state. */
export interface Upsert {
  entity: Entity;
  externalId: string;
  version: number;
  data: Fields;
}

/** A row of the stub. Joins have no externalId of their own: it follows from their parents. */
export interface Row {
  id: string;
  entity: Entity;
  externalId: string | null;
  version: number;
  data: Fields;
  /** Keys that no two rows share, with their scope; null where the row claims none, or let go. */
  keys: (string | null)[];
  account: Row | null;
  user: Row | null;
  company: Row | null;
  project: Row | null;
}

export interface Tombstone {
  version: number;
  hqId: string | null;
}

/** The rows that a join hangs on. */
export type Parents = Pick<Row, 'account' | 'user' | 'company' | 'project'>;

export const noParents: Parents = { account: null, user: null, company: null, project: null };

/** Everything the stub holds. */
export class Store {
  rows: Record<Entity, Set<Row>>;
  tombstones = new Map<string, Tombstone>();
  /** Idempotency keys with their body, and their answer once it is kept. */
  creations = new Map<string, { body: string; answer: unknown }>();
  highestVersion = 0;
  #named = new Map<string, Row>();
  #holders = new Map<string, Row>();

  constructor() {
    this.rows = Object.fromEntries(entityNames.map((entity) => [entity, new Set<Row>()])) as Record<Entity, Set<Row>>;
  }

  /** The row of an entity that is bound to this externalId. */
  find(entity: Entity, externalId: string | null): Row | null {
    if (externalId === null) return null;
    const row = this.#named.get(`${entity} ${externalId}`);
    return row !== undefined && this.rows[entity].has(row) && nameOf(row) === externalId ? row : null;
  }

  byId(entity: Entity, id: string): Row | null {
    for (const row of this.rows[entity]) if (row.id === id) return row;
    return null;
  }

  /** The row that holds a key. The index is a hint: the row is asked. */
  holder(entity: Entity, index: number, key: string): Row | undefined {
    const row = this.#holders.get(`${entity} ${index} ${key}`);
    return row !== undefined && this.rows[entity].has(row) && row.keys[index] === key ? row : undefined;
  }

  add(entity: Entity, externalId: string | null, version: number, data: Fields, parents: Parents, id: string = randomUUID()): Row {
    const keys = claimedKeys(entity, data, parents.account?.id ?? null);
    const row: Row = { id, entity, externalId, version, data, keys, ...parents };
    this.rows[entity].add(row);
    this.index(row);
    return row;
  }

  /** To be called when a row's name or keys have changed. */
  index(row: Row): void {
    const name = nameOf(row);
    if (name !== null) this.#named.set(`${row.entity} ${name}`, row);
    for (const [at, key] of row.keys.entries()) if (key !== null) this.#holders.set(`${row.entity} ${at} ${key}`, row);
    // Joins are named by their parents, so they go over with them.
    if (row.entity !== 'user' && row.entity !== 'company') return;
    for (const entity of ['accountMember', 'projectCompany', 'projectMember'] as const)
      for (const join of this.rows[entity])
        if (join.user === row || join.company === row) this.#named.set(`${entity} ${nameOf(join)}`, join);
  }

  /** Deletes a row and what hangs on it; a company that a member only points to is taken off the member. */
  delete(row: Row): void {
    this.rows[row.entity].delete(row);
    for (const entity of entityNames) {
      for (const other of this.rows[entity]) {
        if (other.account === row || other.user === row || other.project === row || this.#isMembership(row, other)) this.delete(other);
        else if (other.company === row && entity === 'projectCompany') this.delete(other);
        else if (other.company === row) other.company = null;
      }
    }
  }

  /** Keeps everything as it is now; what it returns makes it so again. */
  keep(): () => void {
    const { rows, tombstones, creations, highestVersion } = this;
    const kept = structuredClone({ rows, tombstones, creations, highestVersion, named: this.#named, holders: this.#holders });
    return () => {
      const { named, holders, ...back } = structuredClone(kept);
      this.rows = back.rows;
      this.tombstones = back.tombstones;
      this.creations = back.creations;
      this.highestVersion = back.highestVersion;
      this.#named = named;
      this.#holders = holders;
    };
  }

  #isMembership(row: Row, other: Row): boolean {
    return (
      row.entity === 'accountMember' &&
      other.entity === 'projectMember' &&
      other.user === row.user &&
      other.project?.account === row.account
    );
  }
}

/** Whether records of an entity have rows and an externalId of their own; those of the others join two of these. */
export function isResource(entity: Entity): boolean {
  return ['account', 'user', 'company', 'project'].includes(entity);
}

/** externalId of a row; null for one that did not come over the wire. */
export function nameOf(row: Row): string | null {
  if (row.entity === 'accountMember') return `${row.account?.externalId}:${row.user?.externalId}`;
  if (row.entity === 'projectCompany') return `${row.project?.externalId}:${row.company?.externalId}`;
  if (row.entity === 'projectMember') return `${row.project?.externalId}:${row.user?.externalId}`;
  return row.externalId;
}
