import { afterAll, expect, test } from 'vitest';
import type { Step } from './fixtures/steps.ts';
import { World } from './fixtures/world.ts';

// The shortest histories that showed a fault, with the seed that found it.
const found: [string, Step[]][] = [
  [
    'a project leaves an account while that is walked, for one that was not (seed 20260)',
    [
      { step: 'walk', account: 1, pageSize: 2 },
      { step: 'deliver', at: 0 },
      { step: 'edit', in: 0, edit: 'update all', table: 'projects', set: { account_id: { of: 'accounts', at: 0 } } },
    ],
  ],
  [
    'the same, when its changes were dropped before (seed 20260)',
    [
      { step: 'pass', limit: 1, trouble: null },
      { step: 'walk', account: 1, pageSize: 2 },
      { step: 'deliver', at: 0 },
      { step: 'edit', in: 0, edit: 'update all', table: 'projects', set: { account_id: { of: 'accounts', at: 0 } } },
    ],
  ],
  [
    'a contact goes over to another person after its project left an account that is being walked (seed 20260)',
    [
      { step: 'walk', account: 1, pageSize: 2 },
      { step: 'pass', limit: 500, trouble: null },
      { step: 'edit', in: 0, edit: 'update', table: 'projects', at: 2, set: { account_id: { of: 'accounts', at: 0 }, name: 'Tower' } },
      { step: 'deliver', at: 0 },
      { step: 'walk', account: 0, pageSize: 2 },
      { step: 'edit', in: 0, edit: 'update all', table: 'contacts', set: { user_id: { of: 'users', at: 0 } } },
    ],
  ],
  [
    'HQ comes back from a backup that is older than an account which Field has its ids of (seed 77)',
    [
      { step: 'walk', account: 0, pageSize: 2 },
      { step: 'back up', database: 'hq' },
      { step: 'deliver', at: 0 },
      { step: 'deliver', at: 0 },
      { step: 'restore', database: 'hq' },
    ],
  ],
  [
    'Field comes back twice from one backup, and pages of the time between are still in hand (seed 1126)',
    [
      { step: 'back up', database: 'field' },
      { step: 'restore', database: 'field' },
      { step: 'walk', account: 0, pageSize: 2 },
      { step: 'restore', database: 'field' },
      { step: 'walk', account: 0, pageSize: 2 },
      { step: 'touch', account: 0 },
      { step: 'walk', account: 0, pageSize: 2 },
      { step: 'deliver', at: 0 },
    ],
  ],
  [
    'a project is deleted for good while a page is in hand that puts aside a company on it (seed 40001)',
    [
      { step: 'pass', limit: 500, trouble: null },
      { step: 'edit', in: 0, edit: 'update', table: 'accounts', at: 1, set: { is_trial: true } },
      { step: 'walk', account: 1, pageSize: 2 },
      { step: 'edit', in: 0, edit: 'delete', table: 'projects', at: 2 },
      { step: 'deliver', at: 0 },
      { step: 'end', in: 1, commit: false },
      { step: 'wake', at: 0 },
      { step: 'lapse' },
    ],
  ],
  [
    'the same when the company is in quarantine for its name (seed 1040005)',
    [
      { step: 'walk', account: 1, pageSize: 2 },
      { step: 'edit', in: 0, edit: 'update', table: 'companies', at: 2, set: { name: null, deleted_at: null } },
      { step: 'pass', limit: 500, trouble: null },
      { step: 'edit', in: 0, edit: 'delete', table: 'projects', at: 2 },
      { step: 'pass', limit: 1, trouble: null },
      { step: 'edit', in: 0, edit: 'delete', table: 'users', at: 0 },
      { step: 'back up', database: 'field' },
      { step: 'edit', in: 0, edit: 'update', table: 'users', at: 0, set: { status: 'active' } },
    ],
  ],
  [
    'senders sleep while Field comes back from a backup, and wake when everything was sent once more (thought of)',
    [
      { step: 'walk', account: 0, pageSize: 1000 },
      { step: 'deliver', at: 0 },
      { step: 'back up', database: 'field' },
      ...['Ann', 'Bob', 'Cid', 'Dan', 'Eve'].flatMap((name): Step[] => [
        { step: 'edit', in: 0, edit: 'update', table: 'users', at: 0, set: { first_name: name } },
        { step: 'pass', limit: 500, trouble: 'sleeps before send' },
      ]),
      { step: 'restore', database: 'field' },
    ],
  ],
  [
    'one of two logins of a person becomes another person, who is new to HQ, while the other one leaves (drill crash-runner, seed 7)',
    [
      { step: 'edit', in: 0, edit: 'update', table: 'users', at: 0, set: { oxygen_uid: 'U1' } },
      { step: 'edit', in: 0, edit: 'delete', table: 'account_users', at: 2 },
      { step: 'edit', in: 0, edit: 'update', table: 'users', at: 2, set: { email: 'b@x.com' } },
      { step: 'pass', limit: 500, trouble: null },
      { step: 'walk', account: 1, pageSize: 1000 },
      { step: 'deliver', at: 0 },
      { step: 'edit', in: 0, edit: 'swap', table: 'users', column: '', at: 0, with: 2 },
      { step: 'pass', limit: 500, trouble: null },
    ],
  ],
  [
    'the same of companies: one was refused until it took the name (thought of)',
    [
      { step: 'edit', in: 0, edit: 'update', table: 'companies', at: 0, set: { name: null } },
      { step: 'edit', in: 0, edit: 'insert', table: 'companies', set: { name: 'Builders', account_id: { of: 'accounts', at: 0 } } },
      {
        step: 'edit',
        in: 0,
        edit: 'insert',
        table: 'project_companies',
        set: { project_id: { of: 'projects', at: 1 }, company_id: { of: 'companies', at: 3 } },
      },
      { step: 'walk', account: 0, pageSize: 1000 },
      { step: 'deliver', at: 0 },
      { step: 'pass', limit: 500, trouble: null },
      { step: 'edit', in: 1, edit: 'update', table: 'companies', at: 0, set: { name: 'Builders' } },
      { step: 'edit', in: 1, edit: 'update', table: 'companies', at: 3, set: { name: 'ACME Inc' } },
      { step: 'end', in: 1, commit: true },
      { step: 'pass', limit: 500, trouble: null },
    ],
  ],
];

const world = await World.open();
afterAll(() => world.close());

test.each(found)('%s', async (_, history) => {
  expect(await world.play(history)).toEqual([]);
});
