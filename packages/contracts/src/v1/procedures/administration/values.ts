import { z } from 'zod';
import { accountMember } from '../../entities/account-member.ts';
import { account } from '../../entities/account.ts';
import { company } from '../../entities/company.ts';
import { projectMember } from '../../entities/project-member.ts';
import { project } from '../../entities/project.ts';
import { words } from '../../words.ts';
import { recordName } from './heads.ts';

// What administrators edit: fields of the entities, with the same limits.

const { name, country, timezone, language } = account.shape;
export const accountValues = { name, country, timezone, language };

const companyOfPerson = () =>
  recordName('The company of the account that the person is of').nullable().register(words, {
    meaning: "The company of the account that the person is of: its externalId, or HQ's own id; null for none.",
  });

export const memberValues = { role: accountMember.shape.role, status: accountMember.shape.status, company: companyOfPerson() };

const { name: companyName, trade, category, websiteUrl, phone } = company.shape;
export const companyValues = { name: companyName, trade, category, websiteUrl, phone };

const { name: projectName, jobNumber, projectType, status, startDate, endDate, value, currency } = project.shape;
export const projectValues = { name: projectName, jobNumber, projectType, status, startDate, endDate, value, currency };

export const projectMemberValues = {
  accessLevel: projectMember.shape.accessLevel,
  roles: projectMember.shape.roles,
  company: companyOfPerson(),
};

/** The values of a thing as a change takes them. */
export const taken = <Shape extends z.ZodRawShape>(shape: Shape, meaning: string) => z.strictObject(shape).register(words, { meaning });
/** The same as a reading gives them. */
export const given = <Shape extends z.ZodRawShape>(shape: Shape, meaning: string) => z.object(shape).register(words, { meaning });
