import { expect, test } from 'vitest';
import { goneRecord } from '../mapping/map-record.ts';
import { Tally } from './tally.ts';

test('of more unknown words than are kept the first are counted each, and the others together', () => {
  const tally = new Tally();
  const unknown = (word: string) =>
    tally.add({ ...goneRecord('company', word), notes: ['trade-unknown'], unknownWords: [{ rule: 'trade-unknown', word }] }, null);
  for (let word = 0; word < 10_001; word += 1) unknown(`word ${word}`);
  for (const word of ['word 7', 'word 10000', 'another word']) unknown(word);
  const [line] = tally.report().rules;
  expect(line).toMatchObject({ records: 10_004, moreUnknownWords: 9900 + 3 });
  expect(line?.unknownWords).toHaveLength(100);
  expect(line?.unknownWords[0]).toEqual({ word: 'word 7', times: 2 });
});
