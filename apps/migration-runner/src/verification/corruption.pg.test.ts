import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from './finding.ts';
import { corruptions } from './fixtures/corruptions.ts';
import { twoSystems } from './fixtures/two-systems.ts';
import { fillWideField } from './fixtures/wide-field.ts';
import { hasPassed, verify } from './verify.ts';
import type { VerifierName } from './verifiers/index.ts';

const { groups, ...sizes } = corruptions();
const all = groups.flat();
let systems: Awaited<ReturnType<typeof twoSystems>>;
/** Corruptions that moved no digest of their entity when they were planted. */
const unmoved = new Set<string>();
const found = new Map<VerifierName, readonly Finding[]>();

beforeAll(async () => {
  systems = await twoSystems({ name: 'wide_field', fill: fillWideField(sizes) });
  const clean = await verify(systems.ports(), { accounts: null, settleMs: 0 });
  if (!hasPassed(clean)) throw new Error(`Before anything was planted, this differs: ${JSON.stringify(clean.findings.slice(0, 3))}`);
  let before = await digestsOfEntities();
  for (const group of groups) {
    await systems.hqSql.unsafe(group.map((one) => one.sql).join(';\n'));
    const after = await digestsOfEntities();
    for (const { entity, name } of group) if (before.get(entity) === after.get(entity)) unmoved.add(name);
    before = after;
  }
  for (const by of ['deep', 'extracts', 'digests'] as const)
    found.set(by, (await verify(systems.ports(), { by, accounts: null, settleMs: 30_000 })).findings);
}, 240_000);
afterAll(() => systems.close());

/** All sums of each entity in one text. */
async function digestsOfEntities(): Promise<Map<string, string>> {
  const { digests } = await systems.hq.digests({ accounts: null, exclude: [] });
  const byEntity = Map.groupBy(digests, (sum) => sum.entity);
  return new Map(
    [...byEntity].map(([entity, sums]) => [
      entity,
      JSON.stringify(sums.toSorted((a, b) => ((a.account ?? '') < (b.account ?? '') ? -1 : 1))),
    ]),
  );
}

it('is planted in two hundred kinds at least, each with a name of its own and records of its own', () => {
  expect(all.length).toBeGreaterThanOrEqual(200);
  expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
});

describe.each(all)('$name', ({ name, entity, externalId, field, unseenBy }) => {
  const named = (by: VerifierName) =>
    found
      .get(by)
      ?.some(
        (one) =>
          one.entity === entity && one.externalId === externalId && (field === null || one.fields.some((each) => each.name === field)),
      );

  it('is found by deep, record and field named', () => expect(named('deep')).toBe(true));
  it.skipIf(unseenBy.includes('extracts'))('is found by extracts, record and field named', () => expect(named('extracts')).toBe(true));
  it('moves the digests when it is in their columns', () => expect(unmoved.has(name)).toBe(unseenBy.includes('digests')));
  it.skipIf(unseenBy.includes('digests'))('is found by digests, record and field named', () => expect(named('digests')).toBe(true));
});

it('touches nothing that no corruption was planted on', () => {
  const planted = new Set(all.flatMap((one) => one.sql.match(/[a-f]0000000-0000-4000-8000-\d{12}/gu) ?? []).map((one) => one.slice(1)));
  const innocent = [...found.values()].flat().filter((one) => {
    const ids = `${one.externalId ?? ''} ${one.key}`.match(/[a-f]0000000-0000-4000-8000-\d{12}/gu) ?? [];
    return one.externalId !== null && ids.length > 0 && !ids.some((each) => planted.has(each.slice(1)));
  });
  expect(innocent).toEqual([]);
});
