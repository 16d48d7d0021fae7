import { expect, test } from 'vitest';
import { compareLocks } from './index.ts';
import { type Draft, draftOfLock, procedureOf } from './fixtures/draft.ts';

function told(change: (lock: Draft) => void): string[] {
  const after = draftOfLock();
  change(after);
  return compareLocks(draftOfLock(), after).map(({ rule, path }) => `${rule} ${path}`);
}

const rename = (lock: Draft) => {
  const procedure = procedureOf(lock, 'verification.counts');
  procedure.path = 'verification.count';
  return procedure;
};
const another = ['procedure-removed verification.counts', 'procedure-added verification.count'];

test('a procedure under another name is renamed only when nothing else of it changed', () => {
  expect(told(rename)).toEqual(['procedure-renamed verification.counts']);
  expect(told((lock) => void (rename(lock).kind = 'mutation'))).toEqual(another);
  expect(told((lock) => void (rename(lock).input = { type: 'string' }))).toEqual(another);
  expect(told((lock) => void (rename(lock).output = { type: 'string' }))).toEqual(another);
  expect(told((lock) => void (rename(lock).output['description'] = 'other words'))).toEqual(['procedure-renamed verification.counts']);
});

test('one new procedure is the new name of one old one', () => {
  const twin = (path: string) => ({ ...procedureOf(draftOfLock(), 'system.hello'), path });
  const [before, after] = [draftOfLock(), draftOfLock()];
  before.procedures.push(twin('a.one'), twin('a.two'));
  after.procedures.push(twin('a.three'));
  expect(compareLocks(before, after).map(({ rule, path, after: now }) => `${rule} ${path} ${now}`)).toEqual([
    'procedure-renamed a.one "a.three"',
    'procedure-removed a.two null',
  ]);
  after.procedures.push(twin('a.four'), twin('a.five'));
  expect(compareLocks(before, after).map(({ rule, path, after: now }) => `${rule} ${path} ${now}`)).toEqual([
    'procedure-renamed a.one "a.three"',
    'procedure-renamed a.two "a.four"',
    'procedure-added a.five "query"',
  ]);
});

test('an output is read as an answer, an input as a request', () => {
  const bound = (lock: Draft, side: 'input' | 'output') => void (procedureOf(lock, 'system.hello')[side]['minProperties'] = 1);
  expect(told((lock) => bound(lock, 'input'))).toEqual(['request-bound-tightened system.hello input minProperties']);
  expect(told((lock) => bound(lock, 'output'))).toEqual(['response-bound-tightened system.hello output minProperties']);
});
