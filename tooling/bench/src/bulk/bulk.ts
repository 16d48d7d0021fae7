import { listAccounts, openField, outboxDrained, outboxMark, touchAccounts } from '@hq-field/field-adapter';
import { until } from '@hq-field/testkit/until';
import { type Bench, optionOf } from '../bench.ts';
import { type Copied, copyTables, type Held, measureHq } from './copy-tables.ts';
import { type DeliveryWatch, watchDelivery } from '../systems/hq-records.ts';
import { enqueueEverything, onOneServer, type Systems } from '../systems/on-one-server.ts';
import { runCommand, startCommand, startHq } from '../systems/processes.ts';
import { rounded } from '../systems/rounded.ts';

type Figures = Record<string, number | string>;

const patienceMs = 3_600_000;

export const bulk: Bench = {
  name: 'bulk',
  description: 'A whole Field through the API, next to COPY | COPY of the same rows into the same tables, and once more unchanged',
  options: [
    { name: 'accounts', description: 'accounts of the seeded Field', default: 300, least: 10 },
    { name: 'seed', description: 'seed of its data', default: 1, least: 0 },
  ],
  async run(options, say, choice) {
    const [accounts, seed] = [optionOf(options, 'accounts'), optionOf(options, 'seed')];
    return onOneServer({ accounts, seed, choice }, say, async ({ server, env }) =>
      figuresOf(
        await deliver(env, say, async () => {
          say('the same rows by COPY | COPY');
          await server.createDatabase('hq_copy');
          const empty = await startHq({ ...env, HQ_DATABASE_URL: server.url('hq_copy') });
          await empty.process.stop();
          return copyTables(server.url('hq'), server.url('hq_copy'));
        }),
      ),
    );
  },
};

interface Delivered {
  first: DeliveryWatch;
  copied: Copied;
  second: DeliveryWatch;
  /** The same once more, through the outbox. */
  touched: DeliveryWatch;
  /** What stood in HQ after the first run, and after the second. */
  held: Held;
  heldAfterSecond: Held;
}

/** A first run of everything, its copy, a second run over the same data, and all of it through the outbox. */
async function deliver(env: Systems['env'], say: (words: string) => void, copy: () => Promise<Copied>): Promise<Delivered> {
  const field = openField(env.FIELD_DATABASE_URL, { max: 2 });
  try {
    await enqueueEverything(env);
    say('delivering it');
    const first = await watchDelivery(env.HQ_URL);
    await runCommand('migrate', ['work', '--until-idle'], env);
    first.stop();
    const held = await measureHq(env.HQ_DATABASE_URL);

    const copied = await copy();

    say('delivering everything again');
    await runCommand('migrate', ['enqueue', '--all', '--again'], env);
    const second = await watchDelivery(env.HQ_URL);
    await runCommand('migrate', ['work', '--until-idle'], env);
    second.stop();
    const heldAfterSecond = await measureHq(env.HQ_DATABASE_URL);

    say('touching every account, and delivering everything through the outbox');
    for await (const page of listAccounts(field))
      await touchAccounts(
        field,
        page.map((account) => account.externalId),
      );
    const mark = await outboxMark(field);
    const touched = await watchDelivery(env.HQ_URL);
    const worker = startCommand('migrate', ['work'], env);
    await Promise.race([
      until(() => outboxDrained(field, mark), { timeoutMs: patienceMs, everyMs: 100, what: 'the outbox is empty' }),
      worker.exited.then(({ code }) => Promise.reject(new Error(`migrate work ended with code ${code}:\n${worker.output().slice(-3000)}`))),
    ]);
    touched.stop();
    await worker.stop();
    return { first, copied, second, touched, held, heldAfterSecond };
  } finally {
    await field.end();
  }
}

function figuresOf({ first, copied, second, touched, held, heldAfterSecond }: Delivered): Figures {
  const { rows, bytes } = held;
  if (copied.rows !== rows) throw new Error(`COPY brought ${copied.rows} rows, the API ${rows}: they cannot be compared.`);
  const rate = (records: number, seconds: number) => (seconds === 0 ? 0 : Math.round(records / seconds));
  return {
    rows,
    hqBytesARow: Math.round(bytes / rows),
    hqBytesARowAfterSecondRun: Math.round(heldAfterSecond.bytes / heldAfterSecond.rows),
    apiSeconds: rounded(first.seconds),
    apiRowsPerSecond: rate(rows, first.seconds),
    apiRecords: first.records,
    apiRecordsPerSecond: rate(first.records, first.seconds),
    copySeconds: rounded(copied.seconds),
    copyRowsPerSecond: rate(rows, copied.seconds),
    ratioOfApiToCopy: rounded(copied.seconds / first.seconds),
    secondRunRecords: second.records,
    secondRunSeconds: rounded(second.seconds),
    secondRunRecordsPerSecond: rate(second.records, second.seconds),
    ratioOfSecondToFirst: rounded(rate(second.records, second.seconds) / rate(first.records, first.seconds)),
    outboxRecords: touched.records,
    outboxSeconds: rounded(touched.seconds),
    outboxRecordsPerSecond: rate(touched.records, touched.seconds),
  };
}
