import { type Entity, entityNames } from '../../../v1/entities/index.ts';
import { applyBatchInput, type ApplyBatchInput } from '../../../v1/procedures/apply-batch.ts';
import { sample } from '../../sample-records.ts';
import { customerAtHq, type Customer, fresh, freshCustomer } from '../fresh.ts';
import type { HqUnderTest } from '../hq-under-test.ts';
import { changed, type InputCase } from '../input/change.ts';
import { inputCases } from '../input/input-cases.ts';
import { judge, type Judgement, worst } from '../input/judge.ts';
import { schemaOf } from '../input/schema-node.ts';
import { batchOf, followUps, freshRecord } from '../input/valid-inputs.ts';
import { check, type ServerCheck, type ServerSection } from '../section.ts';

const schema = schemaOf(applyBatchInput);
const customers = new WeakMap<HqUnderTest, Promise<Customer>>();

/** Parents for the records of the cases; one customer serves a whole run. */
function customerOf(hq: HqUnderTest): Promise<Customer> {
  const known = customers.get(hq) ?? customerAtHq(hq);
  customers.set(hq, known);
  return known;
}

function toCheck(entity: Entity, { title, path, changes, isTaken }: InputCase): ServerCheck {
  return check(title, async (hq) => {
    const customer = await customerOf(hq);
    const inputs = changes.map((change) => {
      let input: unknown = batchOf(entity, [freshRecord(entity, customer)]);
      for (const follow of followUps(entity, path, change)) input = changed(input, follow.path, follow.change);
      return changed(input, path, change);
    });
    const verdicts: Judgement[] = [];
    for (const input of isTaken && inputs.length > longList ? [together(entity, inputs)] : inputs) {
      if (isTaken) hq.remember((input as ApplyBatchInput).records);
      verdicts.push(judge(await hq.call('records.applyBatch', input), path));
    }
    return worst(verdicts, path, isTaken);
  });
}

/** More values than this go in one batch, a record each. */
const longList = 20;

function together(entity: Entity, inputs: readonly unknown[]): unknown {
  return batchOf(
    entity,
    inputs.flatMap((input): readonly unknown[] => (input as ApplyBatchInput).records[entity] ?? []),
  );
}

/** Envelopes are the same for every entity: only those of accounts are taken to their bounds. */
function isOfInterest(entity: Entity, { path }: InputCase): boolean {
  return entity === 'account' || path[3] === 'data';
}

const alive: ServerSection[] = entityNames.map((entity) => ({
  title: `Input of records.applyBatch: ${entity}`,
  checks: inputCases(schema, batchOf(entity, [freshRecord(entity, freshCustomer())]))
    .filter((one) => isOfInterest(entity, one))
    .map((one) => toCheck(entity, one)),
}));

/** What a tombstone must not have. What it may have is held to in the sections on outcomes. */
const dead: ServerSection = {
  title: 'Input of records.applyBatch: tombstones',
  checks: inputCases(schema, batchOf('user', [sample.gone(fresh(), 1)]))
    .filter(({ path, isTaken }) => path[0] === 'records' && path.length > 3 && !isTaken)
    .map(({ title, path, changes }) =>
      check(`tombstone: ${title}`, async (hq) => {
        const verdicts: Judgement[] = [];
        for (const change of changes) {
          const input = changed(batchOf('user', [sample.gone(fresh(), 1)]), path, change);
          verdicts.push(judge(await hq.call('records.applyBatch', input), path));
        }
        return worst(verdicts, path, false);
      }),
    ),
};

export const batchInput: readonly ServerSection[] = [...alive, dead];
