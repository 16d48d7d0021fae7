import type { FieldDatabase } from '@hq-field/field-adapter';
import type { AdministrationWrites } from './administration.ts';
import { insertAccount } from './create-account.ts';
import { insertProject } from './create-project.ts';
import { asShown, fenced, lockAccount, lockProject, orNull } from './fenced.ts';
import { removals } from './legacy-removals.ts';
import { companyWrites } from './legacy-company-writes.ts';
import { memberWrites } from './legacy-member-writes.ts';
import { projectMemberWrites } from './legacy-project-member-writes.ts';
import { accountValues, projectValues } from './legacy-reads.ts';
import { refuseTakenName } from './project-names.ts';
import { sentBefore } from './write-refused-error.ts';
import { refuseKnown, takeLoginTurn } from './login-of.ts';

/** How long a free trial lasts. */
export const trialDays = 30;

/** Writes Field's own tables, one transaction a change, as Rails would: updated_at is set, what is removed is marked as deleted. */
export function legacyWrites(field: FieldDatabase): AdministrationWrites {
  return {
    ...memberWrites(field),
    ...companyWrites(field),
    ...projectMemberWrites(field),
    ...removals(field),
    changeAccount: (account, { name, country, timeZone, language }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        await lockAccount(sql, account);
        await asShown(edit, accountValues(sql, account));
        await mayWrite();
        await sql`
          update accounts set name = ${name}, country = ${orNull(country)}, time_zone = ${orNull(timeZone)}, locale = ${orNull(language)}, updated_at = now()
          where guid = ${account}`;
      }),
    createProject: (account, creator, { name, startDate }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const accountId = await lockAccount(sql, account);
        const [made] = await sql<{ isSame: boolean }[]>`
          select account_id = ${accountId} and deleted_at is null and name = ${name}
            and start_date is not distinct from ${orNull(startDate)}::text::date as "isSame"
          from projects where guid = ${edit.key}`;
        if (made?.isSame === true) return edit.key;
        if (made !== undefined) throw sentBefore();
        await refuseTakenName(sql, accountId, name, null);
        await mayWrite();
        return insertProject(sql, { account, guid: edit.key, name, creator, startDate: orNull(startDate) });
      }),
    changeProject: (project, values, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        const { accountId } = await lockProject(sql, project);
        const { values: current } = await asShown(edit, projectValues(sql, project));
        const takesName = values.status !== 'archived' && (values.name !== current.name || current.status === 'archived');
        if (takesName) await refuseTakenName(sql, accountId, values.name, project);
        await mayWrite();
        // What nobody touched stays as it is: an odd status of old is not made a plain one by a new name.
        const status =
          values.status === current.status ? sql`` : sql`status = ${values.status}, is_active = ${values.status !== 'archived'},`;
        // As text: the driver makes a moment of a date, which "infinity" and days long ago are not.
        await sql`
          update projects set name = ${values.name}, identifier = ${orNull(values.identifier)}, ptype = ${orNull(values.type)},
            start_date = ${orNull(values.startDate)}::text::date, completion_date = ${orNull(values.completionDate)}::text::date, cost = ${orNull(values.cost)},
            cost_currency = ${orNull(values.currency)}, ${status} updated_at = now()
          where guid = ${project}`;
      }),
    startTrial: ({ account: name, project, email, firstName, lastName }, edit) =>
      fenced(field, edit, async (sql, mayWrite) => {
        // Two trials of one e-mail at once: the second waits, then finds the login of the first.
        await takeLoginTurn(sql, email);
        await refuseKnown(sql, email);
        await mayWrite();
        const [day] = await sql<{ until: string }[]>`select (current_date + ${trialDays}::int)::text as until`;
        const { account, creator } = await insertAccount(sql, {
          name,
          trialUntil: day?.until ?? null,
          creator: { email, firstName: orNull(firstName), lastName: orNull(lastName) },
        });
        const guid = await insertProject(sql, { account, name: project, creator, startDate: null });
        await sql`
          update free_trials f set project_id = p.id from projects p where p.guid = ${guid} and f.account_id = p.account_id`;
        return { account, project: guid, creator };
      }),
  };
}
