import { expect, it } from 'vitest';
import type { RowsInput } from '@hq-field/contracts';
import type { LineDifference } from './compare-extracts.ts';
import type { Row } from './compare-rows.ts';
import { explainLines } from './explain-lines.ts';
import { Quarantined } from './quarantined.ts';

const extra = (key: string, entity: LineDifference['entity'] = 'project', account = 'a'): LineDifference => ({
  extract: 'projects',
  entity,
  kind: 'extra_in_hq',
  key,
  columns: [],
  inField: null,
  inHq: entity === 'project' ? [key, account] : key.split('\u001f'),
});
const row = (key: string, of: Partial<Row> = {}): Row => ({
  key,
  externalId: key,
  user: null,
  company: null,
  values: key.split('\u001f'),
  ...of,
});
const none = async function* () {};
const projects = async function* () {
  yield 'p1,a\n';
};

/** HQ that answers these rows, and what it was asked. */
function hqOf(rows: readonly Row[]) {
  const asked: RowsInput[] = [];
  return {
    asked,
    async rows(input: RowsInput) {
      asked.push(input);
      return { rows: rows.filter(({ key }) => input.keys?.includes(key)), next: null };
    },
  };
}

it('tells lines apart whose record is in quarantine, or hangs on one that is', async () => {
  const quarantine = new Quarantined([
    { entity: 'project', externalId: 'p1' },
    { entity: 'project', externalId: 'held' },
  ]);
  const lines = [extra('held'), extra('p1\u001fann', 'projectMember'), extra('lost'), { ...extra('p1'), kind: 'differs' as const }];
  const hq = hqOf([row('held'), row('p1\u001fann', { externalId: 'p1:ann' }), row('lost'), row('p1'), row('another')]);
  const { findings, inQuarantine, belowQuarantine } = await explainLines(lines, hq, quarantine, projects);
  expect(findings).toEqual([lines[2], lines[3]]);
  expect(inQuarantine).toEqual([lines[0]]);
  expect(belowQuarantine).toEqual([lines[1]]);
  expect(hq.asked.map(({ entity, account, keys }) => [entity, account, keys])).toEqual([
    ['project', 'a', ['held', 'lost']],
    ['projectMember', 'a', ['p1\u001fann']],
  ]);
});

it.each([
  ['one that Field has too', ['duplicate_in_hq'], ['gone', 'here'], []],
  ['one that Field has too, and one more', ['duplicate_in_hq', 'duplicate_in_hq'], ['gone', 'here', 'there'], ['duplicate_in_hq']],
  ['one that Field does not have', ['extra_in_hq', 'duplicate_in_hq'], ['here', 'gone'], ['extra_in_hq']],
  ['nothing else', ['extra_in_hq', 'duplicate_in_hq'], ['gone', 'gone too'], []],
] as const)('leaves of lines of one key as many as are of no record in quarantine: %s', async (_, kinds, companies, left) => {
  const quarantine = new Quarantined(['gone', 'gone too'].map((company) => ({ entity: 'projectCompany', externalId: `p1:${company}` })));
  const key = 'p1\u001facme';
  const lines = kinds.map((kind) => ({ ...extra(key, 'projectCompany'), kind }));
  const hq = hqOf(companies.map((company) => row(key, { externalId: `p1:${company}`, company })));
  const { findings, inQuarantine } = await explainLines(lines, hq, quarantine, projects);
  expect(findings.map(({ kind }) => kind)).toEqual(left);
  expect(inQuarantine).toHaveLength(kinds.length - left.length);
});

it('asks nothing when HQ has nothing more than Field', async () => {
  const hq = hqOf([]);
  const lines = [{ ...extra('p'), kind: 'missing_in_hq' as const }];
  expect((await explainLines(lines, hq, new Quarantined([]), none)).findings).toEqual(lines);
  expect(hq.asked).toEqual([]);
});

it('asks by account and entity, for a thousand keys at once', async () => {
  const many = Array.from({ length: 1001 }, (_, at) => extra(`p${at}`));
  const hq = hqOf([]);
  await explainLines([...many, extra('q', 'project', 'b')], hq, new Quarantined([]), none);
  expect(hq.asked.map(({ account, keys }) => [account, keys?.length])).toEqual([
    ['a', 1000],
    ['a', 1],
    ['b', 1],
  ]);
});

it('passes over rows that nobody asked for', async () => {
  const hq = { rows: async () => ({ rows: [row('other')], next: null }) };
  const quarantine = new Quarantined([{ entity: 'project', externalId: 'other' }]);
  expect(await explainLines([extra('p')], hq, quarantine, none)).toMatchObject({ inQuarantine: [], findings: [{ key: 'p' }] });
});
