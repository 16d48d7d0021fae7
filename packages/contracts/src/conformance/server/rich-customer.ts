import { type Entity, entityNames } from '../../v1/entities/index.ts';
import type { ApplyBatchInput } from '../../v1/procedures/apply-batch.ts';
import { sample } from '../sample-records.ts';
import { type Customer, freshCustomer } from './fresh.ts';
import type { HqUnderTest } from './hq-under-test.ts';

/** A customer whose values are awkward in CSV and in keys, with the row that each record must become. */
export interface RichCustomer {
  customer: Customer;
  records: ApplyBatchInput['records'];
  rows: Record<Entity, (string | null)[]>;
}

const address = {
  addressLine1: '1 "Main" St, Suite 2',
  addressLine2: 'line\nbreak',
  city: 'M\u00fcnchen',
  stateOrProvince: null,
  postalCode: ' 007 ',
  country: 'DE',
} as const;
const addressRow = [address.addressLine1, address.addressLine2, address.city, null, address.postalCode, 'DE'];

const projectRow = [null, 'Other', 'active', '0001-01-01', '9999-12-31', '9999999999999.90', 'USD', null, 'en'];

function richCustomer(): RichCustomer {
  const customer = freshCustomer();
  const { account, user, company, project } = customer;
  const written = `${user.toUpperCase()}E\u0301@Example.com`;
  const email = `${user}\u00e9@example.com`;
  const records: ApplyBatchInput['records'] = {
    account: [
      sample.account(account, {
        name: '=cmd|"x", y',
        kind: 'trial',
        trialEndsOn: '0001-01-01',
        country: 'DE',
        language: 'de',
        currency: 'EUR',
      }),
    ],
    user: [sample.user(user, { email: written, oxygenUid: user.toUpperCase(), firstName: "O'Brien\r\n", lastName: '\u{1f600}' })],
    company: [sample.company(account, company, { name: `ACME Inc., ${company}.`, ...address, description: 'a,"b"\nc', category: '\\N' })],
    accountMember: [sample.accountMember(account, user, { role: 'account_admin', company })],
    project: [
      sample.project(account, project, {
        name: `Tower ${project}`,
        startDate: '0001-01-01',
        endDate: '9999-12-31',
        value: '9999999999999.90',
        template: true,
        ...address,
      }),
    ],
    projectCompany: [sample.projectCompany(project, company)],
    projectMember: [
      sample.projectMember(project, user, {
        accessLevel: 'project_admin',
        roles: ['Owner', 'Architect', 'IT'],
        services: [
          { service: 'field', access: 'admin' },
          { service: 'cost', access: 'user' },
        ],
        company,
      }),
    ],
  };
  const nameKey = `acme inc., ${company}`;
  const rows: RichCustomer['rows'] = {
    account: [account, '=cmd|"x", y', 'trial', 'active', '0001-01-01', 'DE', null, 'de', 'EUR'],
    user: [email, null, user.toUpperCase(), written, "O'Brien\r\n", '\u{1f600}', null, null, 'active'],
    company: [account, nameKey, `ACME Inc., ${company}.`, null, '\\N', ...addressRow, null, null, 'a,"b"\nc', null, null],
    accountMember: [account, email, 'account_admin', 'active', nameKey],
    project: [project, account, `Tower ${project}`, ...projectRow, ...addressRow, null, null, 'true', 'false'],
    projectCompany: [project, nameKey],
    projectMember: [project, email, 'project_admin', 'Architect|IT|Owner', 'cost:user|field:admin', nameKey, 'active'],
  };
  return { customer, records, rows };
}

/** A rich customer that HQ holds. */
export async function richCustomerAtHq(hq: HqUnderTest): Promise<RichCustomer> {
  const rich = richCustomer();
  const outcomes = await hq.send(rich.records);
  if (outcomes.length !== entityNames.length || outcomes.some((outcome) => outcome !== 'applied'))
    throw new Error(`HQ did not take a whole customer, which this check needs: ${[...new Set(outcomes)].join(', ')}`);
  return rich;
}
