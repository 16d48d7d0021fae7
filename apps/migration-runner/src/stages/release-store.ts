import type postgres from 'postgres';
import { alone } from '../database/alone.ts';
import type { RunnerDatabase } from '../database/open-runner.ts';
import type { Measured } from './checks/check.ts';
import { StageError } from './stage-error.ts';
import type { Move, Position, Stage } from './stages.ts';

export interface MeasuredCheck extends Measured {
  check: string;
}

export interface KeptMove {
  id: number;
  from: Stage;
  to: Stage;
  direction: 'forward' | 'back';
  actor: string;
  reason: string;
  begunAt: Date;
  endedAt: Date | null;
  /** What its actions took, in seconds: a move that was stopped and given again has lasted longer. */
  actedSeconds: number;
  isOverridden: boolean;
}

const lockLost =
  'The session that kept others from moving the release was lost, and somebody else may move it now. See where it stands: pnpm migrate stage show';

/** Where the release stands and how it came there, in the runner's database. */
export class ReleaseStore {
  readonly #runner: RunnerDatabase;

  constructor(runner: RunnerDatabase) {
    this.#runner = runner;
  }

  async position(): Promise<Position> {
    const [row] = await this.#runner<{ stage: Stage; to: Stage | null; direction: Move['direction'] | null }[]>`
      select stage, moving_to as to, direction from migration.release`;
    if (row === undefined) throw new Error('migration.release is empty');
    return { stage: row.stage, moving: row.to === null || row.direction === null ? null : { to: row.to, direction: row.direction } };
  }

  /** Moves one at a time: null when somebody else moves the release now. `stillAlone` throws StageError when somebody else may, and is asked before anything is done. */
  async alone<T>(work: (stillAlone: () => Promise<void>) => Promise<T>): Promise<{ result: T } | null> {
    return alone(this.#runner, 'release', (isAlone) =>
      work(async () => {
        if (!(await isAlone())) throw new StageError(lockLost);
      }),
    );
  }

  /** Writes down that a move begins, before anything of it is done. Returns its id; one that was begun keeps its own. */
  async begin(
    { from, to, direction, isContinued }: Move,
    kept: { actor: string; reason: string; checks: readonly MeasuredCheck[]; isOverridden: boolean },
  ): Promise<number> {
    const { row } = await this.#runner.begin(async (sql) => {
      if (isContinued) {
        const [open] = await sql<{ id: string }[]>`
          select id from migration.release_moves where ended_at is null and to_stage = ${to} and direction = ${direction} order by id desc limit 1`;
        if (open !== undefined) return { row: open };
      }
      // Going back from a stage that was half entered: from here on the release stands in it, and its whole way back is gone.
      await sql`update migration.release set stage = ${from}, moving_to = ${to}, direction = ${direction}`;
      const [made] = await sql<{ id: string }[]>`
        insert into migration.release_moves (from_stage, to_stage, direction, actor, reason, checks, is_overridden)
        values (${from}, ${to}, ${direction}, ${kept.actor}, ${kept.reason}, ${sql.json(kept.checks as unknown as postgres.JSONValue)}, ${kept.isOverridden})
        returning id`;
      return { row: made };
    });
    return Number(row?.id);
  }

  async acted(move: number, action: string, outcome: 'done' | 'found', seconds: number): Promise<void> {
    await this.#runner`
      insert into migration.release_actions (move_id, action, outcome, seconds) values (${move}, ${action}, ${outcome}, ${seconds})`;
  }

  /** The move is over: the release stands at its end. Throws StageError when another move was begun since. */
  async end(move: number, to: Stage): Promise<void> {
    await this.#runner.begin(async (sql) => {
      const ended = await sql`
        update migration.release set stage = ${to}, moving_to = null, direction = null
        where moving_to = ${to} and ${move} = (select max(id) from migration.release_moves)`;
      if (ended.count === 0) throw new StageError(lockLost);
      await sql`update migration.release_moves set ended_at = clock_timestamp() where id = ${move}`;
    });
  }

  /** Accounts that go first; empty until they were chosen. */
  async chosen(): Promise<string[]> {
    const [row] = await this.#runner<{ chosen: string[] }[]>`select chosen from migration.release`;
    return row?.chosen ?? [];
  }

  async choose(accounts: readonly string[]): Promise<void> {
    await this.#runner`update migration.release set chosen = ${[...accounts]}::text[]`;
  }

  /** The newest first. */
  async moves(limit: number): Promise<KeptMove[]> {
    const rows = await this.#runner<(Omit<KeptMove, 'id'> & { id: string })[]>`
      select id, from_stage as "from", to_stage as "to", direction, actor, reason, begun_at as "begunAt", ended_at as "endedAt", is_overridden as "isOverridden",
        coalesce((select sum(seconds) from migration.release_actions a where a.move_id = m.id), 0)::float8 as "actedSeconds"
      from migration.release_moves m order by id desc limit ${limit}`;
    return rows.map((row) => ({ ...row, id: Number(row.id) }));
  }

  /** When a stage was last entered to the end. */
  async enteredAt(stage: string): Promise<Date | null> {
    const [row] = await this.#runner<{ at: Date | null }[]>`
      select max(ended_at) as at from migration.release_moves where to_stage = ${stage} and direction = 'forward'`;
    return row?.at ?? null;
  }
}
