import { until, waitsForLock } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { resolveChanges } from '../outbox/resolve-changes.ts';
import { touchKeys } from '../outbox/touches.ts';
import { quarantine } from '../quarantine/quarantine.ts';
import { release } from './release.ts';

let small: SmallField;
beforeEach(async () => {
  small = await smallField();
});
afterEach(() => small.close());

it('what HQ holds is released beside a resolver that puts the same records into the outbox in another order, and need not be sent again', async () => {
  // Drill sleeping-sender, seed 42, showed a deadlock in Field, and sent more records again than it may.
  const account = guid('accounts', await small.make('accounts', { name: 'Acme', country: 'US' }));
  const user = await small.make('users', { email: 'one@example.com', status: 'active' });
  const project = guid('projects', await small.make('projects', { account_id: 1, name: 'Tower', is_active: true }));
  await small.make('contacts', { project_id: 1, user_id: user, status: 'active' });
  await resolveChanges(small.field, 100);
  await small.field`truncate outbound.touches`;
  const refusal = { code: 'name_taken', field: 'name', message: 'taken', blocker: null } as const;
  await quarantine(small.field, 1, [{ entity: 'project', externalId: project, account, refusal }]);
  const member = { entity: 'projectMember', externalId: `${project}:${guid('users', user)}`, account };

  const { releasing } = await small.field.begin(async (resolver) => {
    // The other one is broken off: PostgreSQL looks for a deadlock when a wait has lasted this long, and the second to wait closes the circle.
    await resolver`set local deadlock_timeout = '30s'`;
    await touchKeys(resolver, null, [member]);
    const releasing = release(small.field, 2, [{ entity: 'project', externalId: project }]);
    releasing.catch(() => {});
    await until(() => waitsForLock(small.field), { timeoutMs: 10_000, everyMs: 5, what: 'the member is waited for' });
    await touchKeys(resolver, null, [{ entity: 'project', externalId: project, account }]);
    return { releasing };
  });
  await releasing;
  expect(await small.field`select from outbound.quarantine`).toHaveLength(0);
  expect(await small.field`select entity, external_id from outbound.touches where entity like 'project%' order by 1`.values()).toEqual([
    ['project', project],
    ['projectMember', member.externalId],
  ]);
});
