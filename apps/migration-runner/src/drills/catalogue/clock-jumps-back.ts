import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';
import { shiftedClock } from '../shifted-clock.ts';
import { fibresAtFirst, type Stage } from '../stage.ts';

/** A clock that jumps back by an hour at SIGUSR2, and forward again at the next. */
const env = shiftedClock('-back', "let back = 0; process.on('SIGUSR2', () => { back = 3600000 - back; });");

/** Longer than any lease of an account. */
const watchedMs = 10_000;
const batchSize = 40;

export const clockJumpsBack: Drill = {
  name: 'clock-jumps-back',
  pulls: "the clock of the runner's host, which jumps back by an hour in the middle of a run; then that of HQ",
  must: 'while the clocks differ HQ refuses the tokens with words about clocks, nothing is sent and leases are kept; with both an hour back the run goes on',
  batchSize,
  async run(stage) {
    await stage.hq?.kill();
    const hq = await stage.startHq({ env });
    const runner = stage.startRunner('runner', { env });
    const jump = ({ pid }: { pid: number }) => process.kill(pid, 'SIGUSR2');
    await stage.untilWalked(200 + 40 * (stage.seed % 5));
    stage.event('pull', "the clock of the runner's host jumps back by an hour");
    jump(runner);
    await stage.untilNoticed(/compare the clocks/u);
    const held = await stage.inHand(runner);
    mustHold(held.length > 0, 'accounts are in hand when the clock jumps');
    const [sent, lease] = [await stage.answered(), await earliestLease(stage, held)];
    await stage.until('leases are prolonged as before', async () => (await earliestLease(stage, held)) > lease + watchedMs);
    const still = new Set(await stage.inHand(runner));
    mustHold(
      held.every((account) => still.has(account)),
      'no account in hand is lost',
    );
    mustHold((await stage.answered()) - sent <= fibresAtFirst * batchSize, 'no more arrives than was on its way when the clock jumped');
    jump(hq);
    stage.event('heal', "HQ's clock jumps back too");
    await stage.untilMoving();
    stage.event('pull', "HQ's clock is set right before the runner's");
    jump(hq);
    await stage.untilNoticed(/compare the clocks/u);
    jump(runner);
    stage.event('heal', 'both clocks are right');
    await stage.untilMoving();
  },
};

/** The end of the lease that ends first, in milliseconds of the database's clock. */
async function earliestLease({ runner }: Stage, accounts: readonly string[]): Promise<number> {
  const [row] = await runner<{ end: number }[]>`
    select coalesce(extract(epoch from min(lease_until)), 0)::float8 * 1000 as end
    from migration.accounts where external_id = any(${[...accounts]}::text[])`;
  return row?.end ?? 0;
}
