import {
  administerCreateProjectInput,
  changeAccountInput,
  type ChangeAccountOutput,
  changeCompanyInput,
  changeMemberInput,
  changeProjectInput,
  changeProjectMemberInput,
  newPerson,
  startTrialInput,
} from '@hq-field/contracts';
import { type AdministrationClient, type FieldDatabase, HqError } from '@hq-field/field-adapter';
import type { AdministrationWrites, Edit, Values } from './administration.ts';
import { loginByEmail } from '../sign-in/logins.ts';
import { afterHq } from './half-done-error.ts';
import type { HqReadings } from './hq-readings.ts';
import { checkedForHq, formField } from './hq-mistakes.ts';
import {
  accountFromHq,
  accountToHq,
  companyFromHq,
  companyToHq,
  memberFromHq,
  memberToHq,
  projectFromHq,
  projectMemberFromHq,
  projectMemberToHq,
  projectToHq,
} from './hq-values.ts';
import { orNull } from './fenced.ts';
import { trialDays } from './legacy-writes.ts';
import { loginOf, refuseKnown } from './login-of.ts';
import { waitForLogin } from './wait-for-login.ts';
import { sentBefore, WriteRefusedError } from './write-refused-error.ts';

const accountValues = changeAccountInput.shape.values.unwrap();
const projectValues = changeProjectInput.shape.values.unwrap();
const memberValues = changeMemberInput.shape.values.unwrap();
const companyValues = changeCompanyInput.shape.values.unwrap();
const projectMemberValues = changeProjectMemberInput.shape.values.unwrap();

interface Parts {
  field: FieldDatabase;
  hq: AdministrationClient;
  readings: HqReadings;
}

type Answer<HqValues> = Omit<ChangeAccountOutput, 'refusal'> & {
  refusal: (Omit<NonNullable<ChangeAccountOutput['refusal']>, 'current'> & { current: HqValues | null }) | null;
};

/**
 * Writes HQ through the contract. A change is one request, which carries the epoch and the digest of the form, so HQ itself refuses what comes
 * too late; sent again after an answer that was lost, it is the same change. Field's tables of the account are not written.
 */
export function hqWrites({ field, hq, readings }: Parts): AdministrationWrites {
  const { actor } = readings;
  const head = (account: string, { epoch, key }: Edit) => ({ idempotencyKey: key, actor, account, epoch });

  /** Asks the gate, sends, and turns a refusal of HQ into ours. Resolves to the name of what was made or changed. */
  async function sent<HqValues>(edit: Edit, send: () => Promise<Answer<HqValues>>, shown: (current: HqValues) => Values): Promise<string> {
    await edit.fence();
    const { externalId, refusal } = await send().catch(refusedKey);
    if (refusal === null) return externalId ?? '';
    const { code, message, current, digest, administrators } = refusal;
    if (code === 'authority_moved') throw new WriteRefusedError({ code: 'mode_changed', mode: 'hq' }, message);
    if (code === 'not_permitted') throw new WriteRefusedError({ code, administrators }, message);
    if (code === 'gone') throw new WriteRefusedError({ code }, message);
    if (code === 'newer' && current !== null)
      throw new WriteRefusedError({ code, current: shown(current), seen: digest ?? undefined }, message);
    throw new WriteRefusedError({ code: 'invalid', field: refusal.field === null ? null : formField(refusal.field) }, message);
  }

  const accountOf = async (project: string): Promise<string> => {
    const { account } = await readings.project(project);
    if (account === null) throw new WriteRefusedError({ code: 'gone' }, 'Somebody else has removed this project meanwhile.');
    return account;
  };

  return {
    async removeAccount(account, edit) {
      await sent(edit, () => hq.changeAccount({ ...head(account, edit), seen: edit.seen, values: null }), accountFromHq);
    },
    async removeProject(project, edit) {
      const about = { ...head(await accountOf(project), edit), project, seen: edit.seen };
      await sent(edit, () => hq.changeProject({ ...about, values: null }), projectFromHq);
    },
    async changeAccount(account, values, edit) {
      const wanted = checkedForHq(accountValues, accountToHq(values));
      await sent(edit, () => hq.changeAccount({ ...head(account, edit), seen: edit.seen, values: wanted }), accountFromHq);
    },
    async addMember(account, { email, firstName, lastName, role, company }, edit) {
      const values = checkedForHq(memberValues, memberToHq({ role, status: 'active', company }));
      const login = await loginByEmail(field, email);
      const uid = login?.uid ?? null;
      const person = checkedForHq(newPerson, {
        // Without a uid HQ goes by the e-mail, and a form whose first sending made the login says the same when it is sent again.
        externalId: uid === null ? null : login?.guid,
        oxygenUid: uid,
        email,
        firstName: orNull(firstName),
        lastName: orNull(lastName),
      });
      await sent(edit, () => hq.changeMember({ ...head(account, edit), member: null, person, seen: null, values }), memberFromHq);
      // Logins stay Field's. HQ knows the person by the e-mail, also when this comes late: sent again, the form gets here once more.
      await afterHq(() => field.begin((sql) => loginOf(sql, { email, firstName: orNull(firstName), lastName: orNull(lastName) })));
    },
    async changeMember(account, member, values, edit) {
      const wanted = checkedForHq(memberValues, memberToHq(values));
      const about = { ...head(account, edit), member, person: null, seen: edit.seen };
      await sent(edit, () => hq.changeMember({ ...about, values: wanted }), memberFromHq);
    },
    async removeMember(account, member, edit) {
      const about = { ...head(account, edit), member, person: null, seen: edit.seen };
      await sent(edit, () => hq.changeMember({ ...about, values: null }), memberFromHq);
    },
    async addCompany(account, values, edit) {
      const wanted = checkedForHq(companyValues, companyToHq(values));
      await sent(edit, () => hq.changeCompany({ ...head(account, edit), company: null, seen: null, values: wanted }), companyFromHq);
    },
    async changeCompany(account, company, values, edit) {
      const wanted = checkedForHq(companyValues, companyToHq(values));
      await sent(edit, () => hq.changeCompany({ ...head(account, edit), company, seen: edit.seen, values: wanted }), companyFromHq);
    },
    async removeCompany(account, company, edit) {
      await sent(edit, () => hq.changeCompany({ ...head(account, edit), company, seen: edit.seen, values: null }), companyFromHq);
    },
    async createProject(account, _creator, { name, startDate }, edit) {
      const { shape } = administerCreateProjectInput;
      const wanted = checkedForHq(shape.name, name, 'name');
      const about = { ...head(account, edit), name: wanted, startDate: orNull(startDate) };
      return sent(edit, () => hq.createProject(about), projectFromHq);
    },
    async changeProject(project, values, edit) {
      const stored = (await readings.project(project)).project?.values ?? null;
      const wanted = checkedForHq(projectValues, projectToHq(values, stored));
      const about = { ...head(await accountOf(project), edit), project, seen: edit.seen };
      await sent(edit, () => hq.changeProject({ ...about, values: wanted }), projectFromHq);
    },
    async addProjectMember(project, { person, ...values }, edit) {
      const wanted = checkedForHq(projectMemberValues, projectMemberToHq(values));
      const about = { ...head(await accountOf(project), edit), project, member: person, seen: null };
      await sent(edit, () => hq.changeProjectMember({ ...about, values: wanted }), projectMemberFromHq);
    },
    async changeProjectMember(project, member, values, edit) {
      const wanted = checkedForHq(projectMemberValues, projectMemberToHq(values));
      const about = { ...head(await accountOf(project), edit), project, member, seen: edit.seen };
      await sent(edit, () => hq.changeProjectMember({ ...about, values: wanted }), projectMemberFromHq);
    },
    async removeProjectMember(project, member, edit) {
      const about = { ...head(await accountOf(project), edit), project, member, seen: edit.seen };
      await sent(edit, () => hq.changeProjectMember({ ...about, values: null }), projectMemberFromHq);
    },
    async startTrial({ account, project, email, firstName, lastName }, edit) {
      const [day] = await field<{ until: string }[]>`select (current_date + ${trialDays}::int)::text as until`;
      const wanted = checkedForHq(startTrialInput, {
        idempotencyKey: edit.key,
        accountName: account,
        projectName: project,
        endsOn: day?.until,
        person: { externalId: null, oxygenUid: null, email, firstName: orNull(firstName), lastName: orNull(lastName) },
      });
      // HQ would begin it for the person whom it knows by this e-mail.
      await refuseKnown(field, email);
      await edit.fence();
      const made = await hq.startTrial(wanted).catch(refusedKey);
      if (made.refusal !== null || made.account === null || made.project === null)
        throw new WriteRefusedError(
          { code: 'invalid', field: formField(made.refusal?.field ?? '') || null },
          made.refusal?.message ?? 'HQ began no trial. Try again.',
        );
      return { account: made.account, project: made.project, creator: await afterHq(() => waitForLogin(field, email)) };
    },
  };
}

/** A form that was sent before with other answers, and taken. */
function refusedKey(error: unknown): never {
  if (error instanceof HqError && error.code === 'key_reused') throw sentBefore();
  throw error;
}
