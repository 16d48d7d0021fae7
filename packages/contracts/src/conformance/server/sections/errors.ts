import { sample } from '../../sample-records.ts';
import { fresh } from '../fresh.ts';
import type { HqUnderTest } from '../hq-under-test.ts';
import { check, compare, refused, type ServerSection } from '../section.ts';

const secret = 'do-not-repeat-me';

const badBatch = (hq: HqUnderTest) => {
  const bad = { ...sample.user(fresh()), data: { ...sample.user(fresh()).data, phone: `${secret}\0` } };
  return hq.call('records.applyBatch', { source: 'field', batchId: fresh(), records: { user: [sample.user(fresh()), bad] } });
};

export const errors: ServerSection = {
  title: 'Error shapes',
  checks: [
    check('a refusal carries its reason, issues, code, status and path in error.data', async (hq) => {
      const { error } = await badBatch(hq);
      const { reason, code, httpStatus, path, issues } = error?.data ?? {};
      return compare(
        { reason, code, httpStatus, path, issues: issues?.length },
        { reason: 'request_invalid', code: 'BAD_REQUEST', httpStatus: 400, path: 'records.applyBatch', issues: 1 },
      );
    }),
    check('an issue names the record by entity and index, and the field', async (hq) =>
      compare((await badBatch(hq)).error?.data.issues[0]?.path, ['records', 'user', 1, 'data', 'phone']),
    ),
    check('every bad record of a batch is named', async (hq) => {
      const users = [0, 1, 2].map(() => ({ ...sample.user(fresh()), version: -1 }));
      const { error } = await hq.call('records.applyBatch', { source: 'field', batchId: fresh(), records: { user: users } });
      return compare(
        error?.data.issues.map(({ path }) => path),
        [0, 1, 2].map((index) => ['records', 'user', index, 'version']),
      );
    }),
    check('a refusal repeats no value of a record', async (hq) => compare((await badBatch(hq)).text.includes(secret), false)),
    check('a refusal holds no stack', async (hq) => compare(/"stack"|node_modules/.test((await badBatch(hq)).text), false)),
    check('a batch with one bad record is refused as a whole', async (hq) => {
      const good = sample.user(fresh());
      const records = { user: [good, { ...sample.user(fresh()), version: -1 }] };
      await hq.call('records.applyBatch', { source: 'field', batchId: fresh(), records });
      return compare(await hq.send({ user: [good] }), ['applied']);
    }),
    ...[
      ['a body that is no JSON', Buffer.from('{"source":')],
      ['an empty body', Buffer.from('')],
      ['a body that is not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
      ['a list instead of an object', []],
      [null, null],
    ].map(([title, body]) =>
      check(`${String(title)} is refused with request_invalid`, async (hq) =>
        refused(await hq.call('records.applyBatch', body), 400, 'request_invalid'),
      ),
    ),
    check('a procedure that does not exist is refused with request_invalid', async (hq) =>
      refused(await hq.call('records.nothing', {}), 400, 'request_invalid'),
    ),
    check('an extract that does not exist is refused with request_invalid', async (hq) =>
      refused(await hq.request('/extracts/nothing.csv', new Uint8Array(), { method: 'GET' }), 400, 'request_invalid'),
    ),
    check('a mutation is not answered to GET', async (hq) => {
      const { status } = await hq.call('records.applyBatch', '', { method: 'GET' });
      return compare(status >= 400 && status < 500, true);
    }),
  ],
};
