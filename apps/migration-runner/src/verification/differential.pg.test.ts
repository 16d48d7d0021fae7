import { byEffort } from '@hq-field/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillGenerated, smallAccount } from './fixtures/generated-field.ts';
import { twoSystems } from './fixtures/two-systems.ts';
import { verify } from './verify.ts';

const counts = { usual: 3, ci: 8, long: 100 };
/** Databases of many small accounts each; DIFFERENTIAL_RUNS makes it more of them, DIFFERENTIAL_SEED other ones. A failure prints its seed. */
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? byEffort(counts));
const seed = process.env['DIFFERENTIAL_SEED'];
const accountsEach = { minLength: 60, maxLength: 120 };

/** A long run says how far it is. */
const tellEvery = 50;
let compared = 0;
function tell(accounts: number): void {
  if (runs > counts.ci && compared % tellEvery === 0)
    process.stderr.write(`${compared} of ${runs} databases, the last one of ${accounts} accounts\n`);
}

/** Each database installs capture anew, and PostgreSQL keeps for a session what it has compiled of triggers that are gone: it becomes slow by that. */
const databasesOfSystems = 100;

let systems: Awaited<ReturnType<typeof twoSystems>>;
beforeAll(async () => {
  systems = await twoSystems();
});
afterAll(() => systems.close());

it('says the same by mapping, HQ and its extract as by the extract of Field, for any Field', {
  timeout: 60_000 + runs * 20_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(smallAccount, { ...accountsEach, minLength: 1 }), async (accounts) => {
      if (compared > 0 && compared % databasesOfSystems === 0) {
        await systems.close();
        systems = await twoSystems();
      }
      compared += 1;
      await systems.empty();
      await fillGenerated(systems.field, accounts);
      await systems.deliverAll();
      const { findings, pending } = await verify(systems.ports(), { by: 'digests', accounts: null, settleMs: 2000 });
      expect({ findings, pending }).toEqual({ findings: [], pending: [] });
      tell(accounts.length);
    }),
    { numRuns: runs, interruptAfterTimeLimit: 30_000 + runs * 20_000, ...(seed === undefined ? {} : { seed: Number(seed) }) },
  );
});
