import { byEffort } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guid, twoSystems } from './fixtures/two-systems.ts';
import { fillWideField } from './fixtures/wide-field.ts';
import { verify } from './verify.ts';

const changesPerSecond = 100;
const rounds = Number(process.env['LIVING_FIELD_ROUNDS'] ?? byEffort({ usual: 2, ci: 3, long: 10 }));
const records = 400;

let systems: Awaited<ReturnType<typeof twoSystems>>;
let stop = false;
let made = 0;
let flowing: Promise<unknown>;

/** Changes Field a hundred times a second, and relays, until it is told to stop. */
async function flow(): Promise<void> {
  const begun = performance.now();
  while (!stop) {
    const due = ((performance.now() - begun) / 1000) * changesPerSecond;
    for (; made < due; made += 1) {
      const id = ((made * 7) % records) + 1;
      await [
        () => systems.field`update projects set identifier = ${`J-${made}`} where id = ${id}`,
        () => systems.field`update users set job_title = ${`Title ${made}`} where id = ${id}`,
        () => systems.field`update companies set telephone = ${String(made)} where id = ${id}`,
        () => systems.field`update contacts set status = ${made % 3 === 0 ? 'disabled' : 'active'} where id = ${id}`,
        () => systems.field`update addresses set city = ${`City ${made}`} where id = ${id}`,
      ][made % 5]?.();
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function relay(): Promise<void> {
  while (!stop) {
    await systems.relayPass();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeAll(async () => {
  systems = await twoSystems({ name: 'living_field', fill: fillWideField({ records, accounts: 1 }) });
  flowing = Promise.all([flow(), relay()]);
});
afterAll(async () => {
  stop = true;
  await flowing;
  await systems.close();
});

it('finds nothing false and each planted difference in each round over a living Field', { timeout: 30_000 + rounds * 30_000 }, async () => {
  const found: string[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const ghost = guid('b', 5000 + round);
    await systems.hqSql`insert into users (id, external_id, email, email_key, status) values (gen_random_uuid(), ${ghost}, ${`${round}@ghost`}, ${`${round}@ghost`}, 'active')`;
    const { findings } = await verify(systems.ports(), { accounts: null, settleMs: 30_000 });
    found.push(findings.map(({ kind, externalId }) => `${kind} ${externalId}`));
    await systems.hqSql`delete from users where external_id = ${ghost}`;
  }
  expect(found).toEqual(Array.from({ length: rounds }, (_, at) => [`extra_in_hq ${guid('b', 5001 + at)}`]));
  expect(made).toBeGreaterThan(rounds * 10);
});
