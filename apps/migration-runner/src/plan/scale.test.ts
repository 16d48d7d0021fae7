import { expect, test } from 'vitest';
import { scaleInWords, withScale } from './scale.ts';

const own = [{ step: 'preflight', seconds: 7 }];
const rehearsed = [
  { rehearsal: '2027-04-01T10:00:00Z', step: 'bulk', seconds: 60, records: 5000 },
  { rehearsal: '2027-04-01T10:00:00Z', step: 'cut-over', seconds: 3, records: 5000 },
  { rehearsal: '2027-04-08T10:00:00Z', step: 'bulk', seconds: 600, records: 60_000 },
];

test('each rehearsal has the scale of its size, and what this runner measured is of production itself', () => {
  const scale = { production: { records: 1_000_000, counted: [] } };
  expect(withScale(own, rehearsed, scale).map((one) => one.scale)).toEqual([1, 200, 200, 1_000_000 / 60_000]);
  expect(scaleInWords(own, rehearsed, scale)).toEqual([
    expect.stringMatching(/about 1000000 records, as the statistics of the Field at FIELD_DATABASE_URL say\.$/u),
    '  rehearsal of 2027-04-01T10:00:00Z, 5000 records: × 200',
    '  rehearsal of 2027-04-08T10:00:00Z, 60000 records: × 16.7',
    expect.stringMatching(/runner's database, .*× 1$/u),
  ]);
});

test('tables without statistics are named', () => {
  const [said] = scaleInWords([], rehearsed, { production: { records: 10, counted: ['contacts', 'projects'] } });
  expect(said).toContain('(counted, where it has none: contacts, projects)');
});

test('a factor that is told is that of all of them', () => {
  expect(withScale(own, rehearsed, { factor: 7 }).map((one) => one.scale)).toEqual([7, 7, 7, 7]);
  expect(scaleInWords(own, rehearsed, { factor: 7 })).toEqual([expect.stringContaining('× 7, as --scale says')]);
});

test('without anything that grows, production is not asked for its size', () => {
  expect(withScale(own, rehearsed, { production: null }).map((one) => one.scale)).toEqual([1, 1, 1, 1]);
  expect(scaleInWords(own, [], { production: null })).toEqual([expect.stringContaining('as they were measured')]);
});
