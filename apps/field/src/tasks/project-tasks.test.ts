import { expect, test } from 'vitest';
import type { Administration, ProjectValues } from '../administration/administration.ts';
import { projectTasks } from './project-tasks.ts';

const sound: ProjectValues = {
  name: 'Tower',
  identifier: '',
  type: '',
  startDate: '2015-01-01',
  completionDate: '2015-06-01',
  cost: '',
  currency: '',
  status: 'active',
};

async function editing(stored: ProjectValues) {
  const administration = {
    projectValues: async () => ({ called: 'Tower', values: stored }),
    accountValues: async () => ({ called: 'Acme', values: {} }),
  } as unknown as Administration;
  const target = { account: 'a', project: 'p', person: '', company: '' };
  const edit = projectTasks.find(({ path }) => path === '/edit');
  const task = await edit?.open(administration, target, { guid: 'b', email: '', name: '', uid: null });
  return {
    kinds: task?.fields.flatMap(({ name, kind }) => (name.endsWith('Date') ? [kind] : [])),
    mistakes: (typed: Partial<ProjectValues>) =>
      task?.schema.safeParse({ ...stored, ...typed }).error?.issues.map(({ path }) => path.join('.')) ?? [],
  };
}

test.each([
  ['an end before its start', { completionDate: '2014-12-31' }, ['date', 'date']],
  ['a first day of the year 1', { startDate: '0001-01-01' }, ['date', 'date']],
  ['no last day ever', { completionDate: 'infinity' }, ['date', 'text']],
])('a project that is stored with %s keeps that when its name is edited', async (_, days, kinds) => {
  const form = await editing({ ...sound, ...days });
  expect(form.kinds).toEqual(kinds);
  expect(form.mistakes({ name: 'Bridge' })).toEqual([]);
});

test('days that are typed are of the calendar, from 1900 on and in their order', async () => {
  const form = await editing({ ...sound, completionDate: '2014-12-31' });
  expect(form.mistakes({ startDate: '0001-01-01' })).toEqual(['startDate']);
  expect(form.mistakes({ startDate: '2015-02-30' })).toEqual(['startDate']);
  expect(form.mistakes({ completionDate: 'infinity' })).toEqual(['completionDate']);
  expect(form.mistakes({ startDate: '2015-01-02' })).toEqual(['completionDate']);
  expect(form.mistakes({ completionDate: '2015-01-01' })).toEqual([]);
});
