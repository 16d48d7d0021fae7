import { sample } from '../../sample-records.ts';
import { fresh, freshCustomer, wholeCustomer } from '../fresh.ts';
import { check, compare, type ServerSection } from '../section.ts';

export const idempotency: ServerSection = {
  title: 'Idempotency',
  checks: [
    check('the same batch sent twice is unchanged, every record of it', async (hq) => {
      const records = wholeCustomer(freshCustomer(), 3);
      await hq.send(records);
      return compare(await hq.send(records), Array(7).fill('unchanged'));
    }),
    check('a batch of upserts and tombstones sent twice is unchanged', async (hq) => {
      const records = { user: [sample.user(fresh(), {}, 2), sample.gone(fresh(), 2)] };
      return compare(
        [await hq.send(records), await hq.send(records)],
        [
          ['applied', 'applied'],
          ['unchanged', 'unchanged'],
        ],
      );
    }),
    check('a swap sent twice is unchanged', async (hq) => {
      const [ann, bob] = [fresh(), fresh()];
      await hq.send({ user: [sample.user(ann), sample.user(bob)] });
      const swap = { user: [sample.user(ann, { email: `${bob}@example.com` }, 1), sample.user(bob, { email: `${ann}@example.com` }, 1)] };
      await hq.send(swap);
      return compare(await hq.send(swap), ['unchanged', 'unchanged']);
    }),
    check('a repeated creation gives the HQ ids of the first answer', async (hq) => {
      const records = wholeCustomer(freshCustomer());
      const first = await hq.apply(records);
      return compare((await hq.apply(records)).hqIds, first.hqIds);
    }),
    check('the same batch sent four times at once creates nothing twice', async (hq) => {
      const customer = freshCustomer();
      const answers = await Promise.all([0, 1, 2, 3].map(() => hq.apply(wholeCustomer(customer))));
      const ids = new Set(answers.flatMap(({ hqIds }) => hqIds.map(({ hqId }) => hqId)));
      const states = new Set(
        answers.flatMap(({ outcomes }) => Object.values(outcomes).flatMap((group) => group.map(({ outcome }) => outcome))),
      );
      return compare(
        { ids: ids.size, isEveryRecordThere: [...states].every((state) => state === 'applied' || state === 'unchanged') },
        { ids: 2, isEveryRecordThere: true },
      );
    }),
  ],
};
