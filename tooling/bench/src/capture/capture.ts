import { installCapture, openField } from '@hq-field/field-adapter';
import { startPostgres } from '@hq-field/testkit/postgres';
import { type Bench, optionOf } from '../bench.ts';
import { runCommand } from '../systems/processes.ts';
import { median, quantile } from '../systems/quantile.ts';
import { rounded } from '../systems/rounded.ts';

type Field = ReturnType<typeof openField>;
type Connection = Awaited<ReturnType<Field['reserve']>>;

/** Writes of each kind to one database before it is the other's turn: few, so that both meet the same machine, and enough to be warm. */
const writesOfTurn = 50;

/** What writes to one of the two databases took, in milliseconds. */
interface Times {
  /** An UPDATE of one row that is a transaction of its own. */
  single: number[];
  /** One row as Rails saves it: BEGIN, the UPDATE, COMMIT, each waited for. */
  saved: number[];
  /** One UPDATE of many rows. */
  many: number[];
}

export const capture: Bench = {
  name: 'capture',
  description:
    "What capture costs Field's own writes: single rows and large updates, in turn to two Fields of one server, without and with it",
  options: [
    { name: 'rounds', description: 'rounds of single rows, and large updates of each Field', default: 7, least: 1 },
    { name: 'writes', description: 'single rows of a round, of each kind', default: 2000, least: 100 },
    { name: 'rows', description: 'rows of a large update', default: 100_000, least: 1000 },
  ],
  async run(options, say, choice) {
    const server = await startPostgres(choice);
    try {
      await server.createDatabase('field');
      say('filling a Field, and a second one with capture');
      await runCommand('field', ['seed', '--accounts', '20'], { FIELD_DATABASE_URL: server.url('field') });
      await addUsers(server.url('field'), optionOf(options, 'rows'));
      await server.createDatabase('captured', 'field');
      const fields = [openField(server.url('field'), { max: 2 }), openField(server.url('captured'), { max: 2 })] as const;
      try {
        await installCapture(fields[1]);
        return await compare(fields, options, say);
      } finally {
        await Promise.all(fields.map((field) => field.end({ timeout: 1 })));
      }
    } finally {
      await server.stop();
    }
  },
};

async function compare(fields: readonly [Field, Field], options: Readonly<Record<string, number>>, say: (words: string) => void) {
  const [rounds, writes] = [optionOf(options, 'rounds'), optionOf(options, 'writes')];
  const [least, most] = await idsOf(fields[0]);
  const idOf = (index: number) => least + ((index * 7919) % (most - least + 1));
  const writers = await Promise.all(fields.map(async (field) => ({ field, connection: await field.reserve(), times: noTimes() })));
  /** In alternating order, so that a machine that warms up or slows down favours neither. */
  const inTurn = async (turn: number, write: (connection: Connection, times: Times) => Promise<unknown>) => {
    for (const { connection, times } of turn % 2 === 0 ? writers : writers.toReversed()) await write(connection, times);
  };
  try {
    const tidy = () => Promise.all(writers.map(({ field }) => field.unsafe('vacuum analyze users')));
    for (let round = 0; round < rounds; round += 1) {
      say(`single rows, round ${round + 1} of ${rounds}`);
      await tidy();
      for (let from = 0; from < writes; from += writesOfTurn)
        await inTurn(from / writesOfTurn, async (connection, { single, saved }) => {
          for (let write = from; write < Math.min(writes, from + writesOfTurn); write += 1) {
            single.push(await timed(() => updateTitle(connection, idOf(2 * write))));
            saved.push(await timed(() => save(connection, idOf(2 * write + 1))));
          }
        });
    }
    for (let round = 0; round < rounds; round += 1) {
      say(`large updates, round ${round + 1} of ${rounds}`);
      await tidy();
      await inTurn(round, async (connection, { many }) => many.push(await timed(() => updateAll(connection, least, most))));
    }
  } finally {
    for (const { connection } of writers) connection.release();
  }
  const [without, captured] = writers.map(({ times }) => times) as [Times, Times];
  const [single, saved] = [p95s('single'), p95s('saved')];
  return {
    rounds,
    singleP95MsWithout: rounded(single[0]),
    singleP95MsCaptured: rounded(single[1]),
    ratioOfSingle: rounded(single[1] / single[0]),
    savedP95MsWithout: rounded(saved[0]),
    savedP95MsCaptured: rounded(saved[1]),
    ratioOfSaved: rounded(saved[1] / saved[0]),
    manyMsWithout: rounded(median(without.many)),
    manyMsCaptured: rounded(median(captured.many)),
    ratioOfMany: rounded(median(captured.many.map((ms, round) => ms / (without.many[round] ?? ms)))),
  };

  function p95s(kind: 'single' | 'saved'): [number, number] {
    return [quantile(without[kind], 0.95), quantile(captured[kind], 0.95)];
  }
}

function noTimes(): Times {
  return { single: [], saved: [], many: [] };
}

/** The least and the largest id of the users that are written to. */
async function idsOf(field: Field): Promise<[number, number]> {
  const [ids] = await field<{ least: number; most: number }[]>`
    select min(id)::int as least, max(id)::int as most from users where email like '%@bench.example'`;
  return [ids?.least ?? 1, ids?.most ?? 1];
}

function updateTitle(connection: Connection, id: number) {
  return connection`update users set job_title = ${`title ${performance.now()}`}, updated_at = now() where id = ${id}`;
}

function updateAll(connection: Connection, least: number, most: number) {
  return connection`update users set job_title = ${`all ${performance.now()}`} where id between ${least} and ${most}`;
}

/** As `save` of Active Record does it: a transaction, each statement of it a question that waits for its answer. */
async function save(connection: Connection, id: number): Promise<void> {
  await connection`begin`;
  await updateTitle(connection, id);
  await connection`commit`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function addUsers(url: string, rows: number): Promise<void> {
  const field = openField(url, { max: 1 });
  await field`
    insert into users (guid, email, status, created_at, updated_at)
    select gen_random_uuid()::text, 'user' || n || '@bench.example', 'active', now(), now() from generate_series(1, ${rows}::int) n`;
  await field.end();
}
