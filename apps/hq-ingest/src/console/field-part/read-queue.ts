import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { type QueueFigures, queueFigures, type QueueLine, queueLines } from '../../provisioning/queue-view.ts';
import type { FieldVisibleGate } from '../console-settings.ts';
import { isFieldVisible } from './is-field-visible.ts';

/** What waits for Field, as far as the gate lets it be seen. */
export interface VisibleQueue {
  /** Over all accounts; null unless the gate is on for all of them. */
  figures: QueueFigures | null;
  lines: QueueLine[];
  /** Lines that were read and belong to accounts whose gate is off. */
  hidden: number;
  /** Whether more waits than was read. */
  isCut: boolean;
}

export async function readQueue(sql: Queryable, gates: FieldVisibleGate | null, limit: number): Promise<VisibleQueue> {
  const read = await queueLines(sql, limit + 1);
  const lines = read.slice(0, limit);
  const accounts = await accountsOf(sql, lines);
  const forAll = gates !== null && (await gates.isOn('hq.field-visible', null));
  const shown: QueueLine[] = [];
  for (const line of lines) {
    const account = accounts.get(line.recordId);
    // A record that is gone belongs to no account any more: it is for those who see all of them.
    if (account === undefined ? forAll : await isFieldVisible(gates, account)) shown.push(line);
  }
  return {
    figures: forAll ? await queueFigures(sql) : null,
    lines: shown,
    hidden: lines.length - shown.length,
    isCut: read.length > limit,
  };
}

async function accountsOf(sql: Queryable, lines: readonly QueueLine[]): Promise<Map<string, { id: string; externalId: string | null }>> {
  const rows = await sql.unsafe<{ recordId: string; id: string; externalId: string | null }[]>(
    `select wanted.id as "recordId", a.id, a.external_id as "externalId"
     from unnest($1::uuid[]) as wanted (id)
     left join projects j on j.id = wanted.id
     join accounts a on a.id = coalesce(j.account_id, wanted.id)`,
    [arrayLiteral(lines.map(({ recordId }) => recordId))],
  );
  return new Map(rows.map(({ recordId, ...account }) => [recordId, account]));
}
