import { type ChangeKind, inTransaction } from './change-kind.ts';
import { createContact, newRoles } from './new-rows.ts';
import { pickChild, pickDeleted, pickRow, softDelete, update } from './rows.ts';

export const contactChanges = {
  'contact-added': {
    sentence: 'a member of the account joins a project',
    weight: 6,
    run: inTransaction(async (sql, random) => {
      const project = await pickRow(sql, random, 'projects', sql`account_id is not null`);
      const member = await pickChild(sql, random, 'account_users', 'account_id', project['account_id'] as string);
      await createContact(sql, random, project.id, member['user_id'] as string, member['company_id'] as string | null);
    }),
  },
  'contact-roles': {
    sentence: 'roles of a person on a project change',
    weight: 8,
    run: inTransaction(async (sql, random) =>
      update(sql, 'contacts', (await pickRow(sql, random, 'contacts')).id, { roles: newRoles(random) }),
    ),
  },
  'contact-administrator': {
    sentence: 'a person becomes administrator of a project, or no longer is',
    weight: 3,
    run: inTransaction(async (sql, random) =>
      update(sql, 'contacts', (await pickRow(sql, random, 'contacts')).id, { project_admin: random.chance(0.5) }),
    ),
  },
  'contact-status': {
    sentence: 'a person on a project is made inactive or active',
    weight: 3,
    run: inTransaction(async (sql, random) =>
      update(sql, 'contacts', (await pickRow(sql, random, 'contacts')).id, { status: random.pick(['active', 'inactive', null]) }),
    ),
  },
  'contact-company': {
    sentence: 'a person on a project moves to another company of the account',
    weight: 4,
    run: inTransaction(async (sql, random) => {
      const contact = await pickRow(sql, random, 'contacts', sql`project_id is not null`);
      const project = await pickChild(sql, random, 'projects', 'id', contact['project_id'] as string);
      const company = await pickChild(sql, random, 'companies', 'account_id', project['account_id'] as string | null);
      await update(sql, 'contacts', contact.id, { company_id: company.id });
    }),
  },
  'contact-removed': {
    sentence: 'a contact is soft-deleted',
    weight: 3,
    run: inTransaction(async (sql, random) => softDelete(sql, 'contacts', (await pickRow(sql, random, 'contacts')).id)),
  },
  'contact-restored': {
    sentence: 'a soft-deleted contact is restored',
    weight: 1,
    run: inTransaction(async (sql, random) =>
      update(sql, 'contacts', (await pickDeleted(sql, random, 'contacts')).id, { deleted_at: null }),
    ),
  },
  'contact-erased': {
    sentence: 'the row of a contact is deleted',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const contact = await pickRow(sql, random, 'contacts');
      await sql`delete from contacts where id = ${contact.id}`;
    }),
  },
  'contact-twice': {
    sentence: 'a person on a project is added to it once more',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const contact = await pickRow(sql, random, 'contacts', sql`project_id is not null and user_id is not null`);
      await createContact(
        sql,
        random,
        contact['project_id'] as string,
        contact['user_id'] as string,
        contact['company_id'] as string | null,
      );
    }),
  },
  'contacts-update-all': {
    sentence: 'one statement changes all contacts of a project and leaves updated_at as it was',
    weight: 0.5,
    run: inTransaction(async (sql, random) => {
      const contact = await pickRow(sql, random, 'contacts', sql`project_id is not null`);
      await sql`update contacts set key_contact = not coalesce(key_contact, false), roles = coalesce(roles || ',', '') || 'inspector'
        where project_id = ${contact['project_id'] as string} and deleted_at is null and coalesce(length(roles), 0) < 200`;
    }),
  },
} as const satisfies Record<string, ChangeKind>;
