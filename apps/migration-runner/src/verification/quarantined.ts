import { limits, type RecordKey } from '@hq-field/contracts';
import type { Pair } from './compare-digests.ts';
import type { Row } from './compare-rows.ts';

/** Records that are in quarantine, and so are no difference. */
export class Quarantined {
  readonly keys: readonly RecordKey[];
  readonly #names: ReadonlySet<string>;

  constructor(keys: readonly RecordKey[]) {
    this.keys = keys;
    this.#names = new Set(keys.map(({ entity, externalId }) => `${entity} ${externalId}`));
  }

  /**
   * What a query of digests leaves out; people and companies first, because their values stand in other rows. Where there are more than a
   * query takes, some pairs differ for no other reason, and their rows, which are all held against this list, show that.
   */
  forQuery(): RecordKey[] {
    const rank = ({ entity }: RecordKey) => (entity === 'user' || entity === 'company' ? 0 : 1);
    if (this.keys.length <= limits.excludedPerQuery) return [...this.keys];
    return [...this.keys].sort((left, right) => rank(left) - rank(right)).slice(0, limits.excludedPerQuery);
  }

  /** Whether the row's record is in quarantine, or its user or company, whose values stand in it. */
  explains(entity: Pair['entity'], row: Pick<Row, 'externalId' | 'user' | 'company'>): boolean {
    return this.#has(entity, row.externalId) || this.#has('user', row.user) || this.#has('company', row.company);
  }

  /** The rows that are to be compared. */
  async *without(entity: Pair['entity'], rows: AsyncIterable<Row>): AsyncGenerator<Row> {
    for await (const row of rows) if (!this.explains(entity, row)) yield row;
  }

  #has(entity: string, externalId: string | null): boolean {
    return externalId !== null && this.#names.has(`${entity} ${externalId}`);
  }
}
