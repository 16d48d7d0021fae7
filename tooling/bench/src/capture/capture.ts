import { installCapture, openField, uninstallCapture } from '@hq-field/field-adapter';
import { startPostgres } from '@hq-field/testkit/postgres';
import { type Bench, optionOf } from '../bench.ts';
import { runCommand } from '../systems/processes.ts';
import { median, quantile } from '../systems/quantile.ts';
import { rounded } from '../systems/rounded.ts';

type Field = ReturnType<typeof openField>;
type Connection = Awaited<ReturnType<Field['reserve']>>;

/** What the writes of one round took, in milliseconds. */
interface Round {
  /** An UPDATE of one row that is a transaction of its own. */
  single: number[];
  /** One row as Rails saves it: BEGIN, the UPDATE, COMMIT, each waited for. */
  saved: number[];
  manyMs: number;
}

export const capture: Bench = {
  name: 'capture',
  description: "What capture costs Field's own writes: single rows and one large update, in pairs of rounds without and with it",
  options: [
    { name: 'rounds', description: 'pairs of rounds', default: 7, least: 1 },
    { name: 'writes', description: 'single-row updates of a round', default: 2000, least: 100 },
    { name: 'rows', description: 'rows of the large update', default: 100_000, least: 1000 },
  ],
  async run(options, say) {
    const server = await startPostgres();
    try {
      await server.createDatabase('field');
      const url = server.url('field');
      say('filling a Field');
      await runCommand('field', ['seed', '--accounts', '20'], { FIELD_DATABASE_URL: url });
      const field = openField(url, { max: 3 });
      try {
        await addUsers(field, optionOf(options, 'rows'));
        return await compare(field, options, say);
      } finally {
        await field.end({ timeout: 1 });
      }
    } finally {
      await server.stop();
    }
  },
};

/** Pairs in alternating order, so that a machine that warms up or slows down favours neither. */
async function compare(field: Field, options: Readonly<Record<string, number>>, say: (words: string) => void) {
  const rounds = optionOf(options, 'rounds');
  const without: Round[] = [];
  const captured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    for (const isCaptured of round % 2 === 0 ? [false, true] : [true, false]) {
      if (isCaptured) await installCapture(field);
      else await uninstallCapture(field);
      await field.unsafe('vacuum analyze users');
      (isCaptured ? captured : without).push(await write(field, options));
    }
  }
  const singles = [p95(without.map((round) => round.single)), p95(captured.map((round) => round.single))] as const;
  const saves = [p95(without.map((round) => round.saved)), p95(captured.map((round) => round.saved))] as const;
  return {
    rounds,
    singleP95MsWithout: rounded(singles[0]),
    singleP95MsCaptured: rounded(singles[1]),
    ratioOfSingle: rounded(singles[1] / singles[0]),
    savedP95MsWithout: rounded(saves[0]),
    savedP95MsCaptured: rounded(saves[1]),
    ratioOfSaved: rounded(saves[1] / saves[0]),
    manyMsWithout: rounded(median(without.map((round) => round.manyMs))),
    manyMsCaptured: rounded(median(captured.map((round) => round.manyMs))),
    ratioOfMany: rounded(median(captured.map((round, index) => round.manyMs / (without[index] as Round).manyMs))),
  };
}

/** Of the writes of all rounds together: a round alone holds too few of those that take long. */
function p95(rounds: readonly number[][]): number {
  return quantile(rounds.flat(), 0.95);
}

async function write(field: Field, options: Readonly<Record<string, number>>): Promise<Round> {
  const writes = optionOf(options, 'writes');
  const [ids] = await field<{ least: number; most: number }[]>`
    select min(id)::int as least, max(id)::int as most from users where email like '%@bench.example'`;
  const { least, most } = ids ?? { least: 1, most: 1 };
  const idOf = (index: number) => least + ((index * 7919) % (most - least + 1));
  const connection = await field.reserve();
  try {
    const single: number[] = [];
    const saved: number[] = [];
    // In turn, so that both meet the same machine.
    for (let index = 0; index < writes; index += 1) {
      single.push(await timed(() => updateTitle(connection, idOf(2 * index))));
      saved.push(await timed(() => save(connection, idOf(2 * index + 1))));
    }
    const manyMs = await timed(
      () => connection`update users set job_title = ${`all ${performance.now()}`} where id between ${least} and ${most}`,
    );
    return { single, saved, manyMs };
  } finally {
    connection.release();
  }
}

function updateTitle(connection: Connection, id: number) {
  return connection`update users set job_title = ${`title ${performance.now()}`}, updated_at = now() where id = ${id}`;
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

async function addUsers(field: Field, rows: number): Promise<void> {
  await field`
    insert into users (guid, email, status, created_at, updated_at)
    select gen_random_uuid()::text, 'user' || n || '@bench.example', 'active', now(), now() from generate_series(1, ${rows}::int) n`;
}
