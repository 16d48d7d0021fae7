import { limits as contractLimits } from '../../../v1/limits.ts';
import type { ApplyBatchOutput } from '../../../v1/procedures/apply-batch.ts';
import { sample } from '../../sample-records.ts';
import { fresh } from '../fresh.ts';
import { accepted, check, compare, refused, type ServerSection } from '../section.ts';

const { recordsPerBatch, bytesPerRequest, accountsPerQuery, excludedPerQuery, rowsPerPage } = contractLimits;
const users = (count: number) => Array.from({ length: count }, () => sample.user(fresh()));
const batch = (records: object) => ({ source: 'field', batchId: fresh(), records });
/** A batch without records, blown up to a size by white space. */
const padded = (bytes: number) => Buffer.from(JSON.stringify(batch({})).padEnd(bytes, ' '));
const rows = { entity: 'user', account: null, after: null, limit: 1, keys: null };
const names = (count: number) => Array.from({ length: count }, () => fresh());

export const limits: ServerSection = {
  title: 'Limits',
  checks: [
    check(`${recordsPerBatch} records in a batch are taken`, async (hq) => {
      const { counts } = await hq.apply({ user: users(recordsPerBatch) });
      return compare(counts.applied, recordsPerBatch);
    }),
    check(`${recordsPerBatch + 1} records of one entity are refused with limit_exceeded`, async (hq) =>
      refused(await hq.call('records.applyBatch', batch({ user: users(recordsPerBatch + 1) })), 413, 'limit_exceeded'),
    ),
    check(`${recordsPerBatch + 1} records of several entities together are refused with limit_exceeded`, async (hq) =>
      refused(
        await hq.call('records.applyBatch', batch({ account: [sample.account(fresh())], user: users(recordsPerBatch) })),
        413,
        'limit_exceeded',
      ),
    ),
    check('a batch over the limit names the place in its issues', async (hq) => {
      const { error } = await hq.call('records.applyBatch', batch({ user: users(recordsPerBatch + 1) }));
      return compare(
        error?.data.issues.map(({ path }) => path),
        [['records']],
      );
    }),
    check('a batch over the limit is refused as a whole', async (hq) => {
      const group = users(recordsPerBatch + 1);
      await hq.call('records.applyBatch', batch({ user: group }));
      const { counts } = await hq.apply({ user: group.slice(0, 3) });
      return compare(counts.applied, 3);
    }),
    check(`a body of ${bytesPerRequest} bytes is taken`, async (hq) =>
      accepted(await hq.call('records.applyBatch', padded(bytesPerRequest))),
    ),
    check(`a body of ${bytesPerRequest + 1} bytes is refused with limit_exceeded`, async (hq) =>
      refused(await hq.call('records.applyBatch', padded(bytesPerRequest + 1)), 413, 'limit_exceeded'),
    ),
    check('a body that was compressed with gzip is taken, its token signed for the bytes as sent', async (hq) => {
      const answer = await hq.call('records.applyBatch', batch({ user: users(3) }), { compress: true });
      return compare((answer.data as ApplyBatchOutput | undefined)?.counts.applied, 3);
    }),
    check(`a compressed body of ${bytesPerRequest} bytes is taken`, async (hq) =>
      accepted(await hq.call('records.applyBatch', padded(bytesPerRequest), { compress: true })),
    ),
    check(`a compressed body of ${bytesPerRequest + 1} bytes is refused with limit_exceeded, small as it was`, async (hq) =>
      refused(await hq.call('records.applyBatch', padded(bytesPerRequest + 1), { compress: true }), 413, 'limit_exceeded'),
    ),
    check('a body that is not gzip as its header says is refused with request_invalid', async (hq) =>
      refused(await hq.call('system.hello', {}, { headers: { 'content-encoding': 'gzip' } }), 400, 'request_invalid'),
    ),
    check('another content-encoding than gzip is refused with request_invalid', async (hq) =>
      refused(await hq.call('system.hello', {}, { headers: { 'content-encoding': 'br' } }), 400, 'request_invalid'),
    ),
    check(`${accountsPerQuery} accounts in a query are taken, one more is refused with limit_exceeded`, async (hq) => {
      const ask = (count: number) => hq.call('verification.counts', { accounts: names(count), exclude: [] });
      return compare([(await ask(accountsPerQuery)).status, (await ask(accountsPerQuery + 1)).error?.data.reason], [200, 'limit_exceeded']);
    }),
    check(`${excludedPerQuery} excluded records in a query are taken, one more is refused with limit_exceeded`, async (hq) => {
      const exclude = names(excludedPerQuery).map((externalId) => ({ entity: 'project', externalId }));
      const ask = (more: typeof exclude) => hq.call('verification.counts', { accounts: [fresh()], exclude: [...exclude, ...more] });
      return compare([(await ask([])).status, (await ask(exclude.slice(0, 1))).error?.data.reason], [200, 'limit_exceeded']);
    }),
    check(`a page of ${rowsPerPage} rows may be asked for, one more is refused with limit_exceeded`, async (hq) => {
      const ask = (limit: number) => hq.call('verification.rows', { ...rows, account: fresh(), limit });
      return compare([(await ask(rowsPerPage)).status, (await ask(rowsPerPage + 1)).error?.data.reason], [200, 'limit_exceeded']);
    }),
    check(`${rowsPerPage} keys may be asked for, one more is refused with limit_exceeded`, async (hq) => {
      const ask = (count: number) => hq.call('verification.rows', { ...rows, keys: names(count) });
      return compare([(await ask(rowsPerPage)).status, (await ask(rowsPerPage + 1)).error?.data.reason], [200, 'limit_exceeded']);
    }),
  ],
};
