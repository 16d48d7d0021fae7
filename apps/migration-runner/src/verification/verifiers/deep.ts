import { type Entity, entityNames, limits } from '@hq-field/contracts';
import { accountsOnlyAtHq } from '../accounts-only-at-hq.ts';
import { askedAhead } from '../asked-ahead.ts';
import { isCounted, type Pair } from '../compare-digests.ts';
import { differencesOf, mostDifferences } from '../differences-of.ts';
import { everySecond } from '../every-second.ts';
import { type Difference, recordName } from '../finding.ts';
import { Invariants } from '../invariants.ts';
import type { Side } from '../sides.ts';
import type { Look } from '../take-reading.ts';
import type { Verifier } from './verifier.ts';

export const deep: Verifier = {
  name: 'deep',
  description: "every record and field, and what must hold among HQ's own rows",
  whole: true,
  disproves: ['counts', 'extracts', 'digests', 'deep'],
  everything: false,
  async *look(look, scope, progress) {
    await look.sent();
    await prepare(look, scope.units);
    let found = 0;
    const due = everySecond();
    const onRecord = (pair: Pair) => {
      if (isCounted(pair, scope)) progress.records += 1;
    };
    let at = 0;
    for await (const unit of aheadOf(look, scope.units)) {
      if (scope.everything && (unit.account === null || due()))
        progress.say(unit.account === null ? 'reading all people' : `${at} of ${scope.units.length} accounts are read`);
      for await (const difference of readUnit(unit, onRecord)) {
        found += 1;
        yield difference;
        if (found >= mostDifferences) break;
      }
      if (found >= mostDifferences) {
        progress.unread += scope.units.length - at;
        break;
      }
      at += 1;
    }
    // Accounts that only HQ has are in nobody's unit.
    if (scope.everything) yield* strangers(look, scope.known);
  },
  async *again(look, open, scope) {
    await look.sent();
    const units = new Set(open.map((one) => one.account));
    await prepare(look, [...units]);
    for await (const unit of aheadOf(look, [...units])) yield* readUnit(unit, () => {});
    if (scope.everything) yield* strangers(look, scope.known);
  },
};

/** Makes everything of the accounts among the units ready in one pass. */
function prepare(look: Look, units: readonly (string | null)[]): Promise<void> {
  const accounts = units.filter((account) => account !== null);
  // All people are read as they are asked for: they alone need no more.
  return accounts.length === 0 ? Promise.resolve() : look.field.prepare(accounts);
}

/** An account, or all people when it is null, with the first page of each entity of HQ on its way. */
interface Unit {
  account: string | null;
  entities: readonly Entity[];
  look: Look;
}

/** Units in turn, HQ asked for the next one while one is read: a small account is a few short questions, and would wait for each. */
function aheadOf(look: Look, accounts: readonly (string | null)[]): AsyncGenerator<Unit> {
  return askedAhead(accounts, async (account) => askedFor(look, account), 2);
}

function askedFor(look: Look, account: string | null): Unit {
  const entities = account === null ? (['user'] as const) : entityNames;
  const first = (entity: Entity) => look.hq.rows({ account, entity, after: null, limit: limits.rowsPerPage, keys: null });
  const pages = new Map(entities.map((entity) => [entity, first(entity)]));
  // Whoever stops reading does not hear of it.
  for (const page of pages.values()) page.catch(() => {});
  const rows: Side['rows'] = async (input) => {
    const page = input.after === null && input.keys === null ? pages.get(input.entity) : undefined;
    if (page === undefined) return look.hq.rows(input);
    pages.delete(input.entity);
    return page;
  };
  return { account, entities, look: { ...look, hq: { ...look.hq, rows } } };
}

async function* readUnit({ account, entities, look }: Unit, onRecord: (pair: Pair) => void): AsyncGenerator<Difference> {
  const named = new Set<string>();
  const { quarantine } = look;
  const invariants = new Invariants(
    account,
    (entity, row) => quarantine.explains(entity, row) || quarantine.explainsExtra({ account, entity }, row),
  );
  for (const entity of entities) {
    const pair = { account, entity };
    const differences = differencesOf(pair, look, { onFieldRow: () => onRecord(pair), onHqRow: (row) => invariants.see(entity, row) });
    for await (const difference of differences) {
      named.add(recordName(difference));
      yield difference;
    }
  }
  for (const broken of invariants.broken()) if (!named.has(recordName(broken))) yield broken;
}

/** Field may have created an account of HQ after its accounts were named: a snapshot that sees it, this one or a later one, shows that both have it. */
async function* strangers(look: Look, known: ReadonlySet<string>): AsyncGenerator<Difference> {
  for (const account of await accountsOnlyAtHq(look.hq, known)) yield* differencesOf({ account, entity: 'account' }, look);
}
