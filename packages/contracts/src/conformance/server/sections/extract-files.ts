import { extractColumns, extractNames, extracts, rowKeyLength } from '../../../v1/extracts/index.ts';
import { isSortedBytewise, readCsv } from '../canonical.ts';
import { richCustomerAtHq } from '../rich-customer.ts';
import { check, compare, type ServerCheck, type ServerSection } from '../section.ts';

const checks: ServerCheck[] = extractNames.flatMap((name) => {
  const { entity, columns } = extracts[name];
  return [
    check(`${name}.csv begins with the columns of the contract, in order`, async (hq) => {
      const { text } = await hq.extract(name);
      return compare(text.split('\n', 1)[0], extractColumns(name).join(','));
    }),
    check(`${name}.csv holds a record as the contract's canonical values`, async (hq) => {
      const { rows } = await richCustomerAtHq(hq);
      const expected = rows[entity].slice(0, columns);
      const key = JSON.stringify(expected.slice(0, rowKeyLength[entity]));
      const found = readCsv((await hq.extract(name)).text).filter((row) => JSON.stringify(row.slice(0, rowKeyLength[entity])) === key);
      return compare(found, [expected]);
    }),
    check(`${name}.csv is sorted bytewise by its key, and no key stands twice`, async (hq) => {
      await Promise.all([richCustomerAtHq(hq), richCustomerAtHq(hq), richCustomerAtHq(hq)]);
      const [, ...rows] = readCsv((await hq.extract(name)).text);
      const keys = rows.map((row) => row.slice(0, rowKeyLength[entity]).join('\u001f'));
      return compare({ isSorted: isSortedBytewise(keys), holdsRows: keys.length >= 3 }, { isSorted: true, holdsRows: true });
    }),
  ];
});

export const extractFiles: ServerSection = {
  title: 'Extracts',
  checks: [
    ...checks,
    check('an extract is CSV in UTF-8 with LF, and ends with one', async (hq) => {
      await richCustomerAtHq(hq);
      const { text, headers } = await hq.extract('users');
      const isCsv = /^text\/csv\b.*charset=utf-8/i.test(headers.get('content-type') ?? '');
      return compare({ isCsv, crlf: text.includes('\r\n'), end: text.at(-1) }, { isCsv: true, crlf: false, end: '\n' });
    }),
    check('null is an empty unquoted field, and the empty text is a quoted one', async (hq) => {
      const { customer, rows } = await richCustomerAtHq(hq);
      const { account, user, project } = customer;
      const alone = { project, user, accessLevel: 'project_user', roles: [], services: [], company: null, status: 'active' } as const;
      await hq.send({
        projectMember: [{ externalId: `${project}:${user}`, version: 1, deleted: false, data: { ...alone, roles: [], services: [] } }],
      });
      const { text } = await hq.extract('project_members');
      const line = text.split('\n').find((one) => one.startsWith(project));
      return compare({ account: account.length, line }, { account: 36, line: `${project},${rows.user[0]},project_user,"","",,active` });
    }),
  ],
};
