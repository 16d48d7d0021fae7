import { expect, it } from 'vitest';
import { accountFinder } from './account-of-line.ts';
import type { LineDifference } from './compare-extracts.ts';

const line = (entity: LineDifference['entity'], key: string, sides: Partial<LineDifference> = {}): LineDifference => ({
  extract: 'projects',
  entity,
  kind: 'differs',
  key,
  columns: [],
  inField: null,
  inHq: null,
  ...sides,
});
const projects = async function* (text: string) {
  yield text;
};

it('is no account for a person', async () => {
  const person = line('user', 'ann@x.org', { inField: ['ann@x.org', 'a', 'b'] });
  expect((await accountFinder([person], () => projects('unread')))(person)).toBe(null);
});

it('is named by the line itself, by that of Field where both have it', async () => {
  const [both, atHq, neither] = [
    line('project', 'p', { inField: ['p', 'of field'], inHq: ['p', 'of hq'] }),
    line('accountMember', 'a\u001fann', { inHq: ['a', 'ann'] }),
    line('company', 'a\u001fc'),
  ];
  const accountOf = await accountFinder([both, atHq, neither], () => projects('unread'));
  expect([both, atHq, neither].map(accountOf)).toEqual(['of field', 'a', null]);
});

it('is that of its project for a join, the last one told', async () => {
  const [member, company, unknown] = [
    line('projectMember', 'p1\u001fann'),
    line('projectCompany', 'p2\u001fc'),
    line('projectMember', 'p4\u001fann'),
  ];
  const text = 'project,account,name\np1,hq,x\np2,b,x\np3,c,x\np1,field,x\n';
  const accountOf = await accountFinder([member, company, unknown], () => projects(text));
  expect([member, company, unknown].map(accountOf)).toEqual(['field', 'b', null]);
  // Of a project that no line was about nothing is kept.
  expect(accountOf(line('projectMember', 'p3\u001fann'))).toBe(null);
});

it('is none where the project has none, and the extract is not read without need', async () => {
  const member = line('projectMember', 'p1\u001fann');
  expect((await accountFinder([member], () => projects('p1,\n')))(member)).toBe(null);
  let opened = 0;
  const counting = () => {
    opened += 1;
    return projects('');
  };
  await accountFinder([line('account', 'a')], counting);
  expect(opened).toBe(0);
});
