// What is done to the throttle and to HQ, one episode after the other, and what was measured meanwhile.
import { compute } from '../systems/compute.ts';
import { median } from '../systems/quantile.ts';
import { recordsPerSecond, secondsUntilRate } from './rates.ts';
import { rounded } from '../systems/rounded.ts';
import type { Host, World } from '../systems/world.ts';
import type { Recorder, Sample } from './recorder.ts';

export type Figures = Record<string, number>;

/** A world that is looked at. */
export type UnderPressure = World & { recorder: Recorder };

/** Seconds that a steady state is looked at. */
const steadySeconds = 10;
const settleSeconds = 4;
const slowTimes = 10;
const slowSeconds = 15;
/** What may at most pass until HQ's slowness is answered, and until the rate is back after it, in seconds. */
const backOffSeconds = 5;
const backSeconds = 30;
const ceiling = { workers: 6, fibres: 12 };
/** What is sent under each setting, and how long it may take. */
const largestAccounts = 60;
const mostSeconds = 300;
const looksEverySeconds = 0.2;

/** Nobody migrates anything yet: how long Field's pages take by themselves, and on a machine that computes something else behind them. */
export async function before({ recorder }: UnderPressure): Promise<Figures> {
  recorder.mark('before');
  const alone = fieldP95(await recorder.during(steadySeconds));
  const busy = compute();
  try {
    recorder.mark('before, and something else computes');
    await recorder.during(settleSeconds);
    return { fieldP95MsBefore: alone, fieldP95MsBeforeBusy: fieldP95(await recorder.during(steadySeconds)) };
  } finally {
    await busy.stop();
  }
}

/** The automatic throttle grows from one fibre, HQ becomes ten times slower, and is well again. */
export async function slowHq({ recorder, runner, hq, migrate }: UnderPressure, base: Figures): Promise<Figures> {
  await automatic(migrate);
  const began = recorder.mark('automatic, from 1 fibre');
  await untilGrown(recorder, began);
  const steady = await recorder.during(steadySeconds);
  const full = recordsPerSecond(steady);
  const fibres = steady.at(-1)?.fibres ?? 0;

  await hq.slow(slowTimes);
  recorder.mark(`HQ takes ${slowTimes} times as long`);
  const backedOff = await secondsToBackOff(runner, recorder);
  const slow = await recorder.during(slowSeconds);

  await hq.slow(1);
  const well = recorder.mark('HQ is as before');
  const after = await recorder.during(backSeconds + settleSeconds);
  const throughout = [...steady, ...slow, ...after];
  return {
    fullRecordsPerSecond: Math.round(full),
    fibresBeforeSlow: fibres,
    secondsToBackOff: orNever(backedOff),
    secondsToFullRate: orNever(secondsUntilRate(recorder.between(well, well + backSeconds + settleSeconds), full * 0.9, settleSeconds)),
    fieldP95MsThroughout: fieldP95(throughout),
    fieldP95TimesBefore: rounded(fieldP95(throughout) / (base['fieldP95MsBefore'] ?? 1)),
    fieldP95TimesBeforeBusy: rounded(fieldP95(throughout) / (base['fieldP95MsBeforeBusy'] ?? 1)),
    fieldP95TimesSteady: rounded(fieldP95([...slow, ...after]) / fieldP95(steady)),
  };
}

/**
 * Until the throttle takes fibres away because of HQ, or says that it would if there were more than one; null when it does not. That there are
 * fewer fibres proves nothing: it also takes away those that are not worth having.
 */
async function secondsToBackOff(runner: World['runner'], recorder: Recorder): Promise<number | null> {
  const [slowed] = await runner<{ at: string }[]>`select clock_timestamp()::text as at`;
  for (const from = recorder.now; recorder.now < from + backOffSeconds * 3; await recorder.during(looksEverySeconds)) {
    const [step] = await runner<{ seconds: number }[]>`
      select extract(epoch from at - ${slowed?.at ?? ''}::timestamptz)::float8 as seconds
      from migration.throttle_steps
      where at > ${slowed?.at ?? ''}::timestamptz and reason like 'hq%' and (action = 'halve' or reason like '%; one fibre is the least')
      order by at
      limit 1`;
    if (step !== undefined) return step.seconds;
  }
  return null;
}

/** Three hosts go from 50 fibres to 2 and back; what is in flight is counted at HQ. */
export async function throttleMoves({ recorder, migrate }: UnderPressure): Promise<Figures> {
  await migrate('throttle', '--workers', '24', '--fibres', '50', '--batch-size', '100', '--reason', 'bench');
  recorder.mark('50 fibres');
  const many = await recorder.during(settleSeconds * 2);
  await migrate('throttle', '--fibres', '2', '--reason', 'bench');
  const set = (await recorder.first(recorder.now - 2, 5, ({ fibres }) => fibres === 2))?.at ?? recorder.now;
  recorder.mark('2 fibres');
  const obeyed = await recorder.first(set, 10, ({ inFlight }) => inFlight <= 2);
  const few = await recorder.during(settleSeconds);
  await migrate('throttle', '--fibres', '50', '--reason', 'bench');
  const again = recorder.mark('50 fibres');
  const grown = await recorder.first(again, 10, ({ inFlight }) => inFlight > 2);
  await migrate('throttle', '--batch-size', '1000', '--reason', 'bench');
  return {
    mostInFlightAt50: Math.max(...many.map(({ inFlight }) => inFlight)),
    secondsFrom50To2: orNever(obeyed === null ? null : obeyed.at - set),
    mostInFlightAt2: Math.max(...few.map(({ inFlight }) => inFlight)),
    secondsFrom2ToMore: orNever(grown === null ? null : Math.max(0, grown.at - again)),
  };
}

/** Workers go 4 to 9 to 1, and one host is killed and started again meanwhile. */
export async function workersMove({ recorder, migrate, startHost }: UnderPressure, host: Host): Promise<void> {
  for (const workers of ['4', '9', '1']) {
    await migrate('throttle', '--workers', workers, '--fibres', '8', '--reason', 'bench');
    recorder.mark(`${workers} workers`);
    await recorder.during(settleSeconds);
    if (workers !== '9') continue;
    await host.kill();
    recorder.mark('a host is killed, and starts again');
    startHost();
    await recorder.during(settleSeconds);
  }
}

/**
 * The rates at which the same accounts are sent under some fixed settings; then the best of them against the automatic throttle, which has the
 * largest of them as its ceiling and has found its place before: in pairs, one after the other, and the middle of their ratios.
 */
export async function fixedAndAutomatic(under: UnderPressure, pairs: number): Promise<Figures> {
  const { recorder, migrate } = under;
  const fixed = async (fibres: number) => {
    await migrate('throttle', '--workers', String(ceiling.workers), '--fibres', String(fibres), '--reason', 'bench');
    recorder.mark(`fixed: ${fibres} fibres`);
    return rateOfLargest(under);
  };
  await migrate('throttle', '--workers', String(ceiling.workers), '--fibres', '2', '--reason', 'bench');
  await untilSent(under);
  const rates = new Map<number, number>();
  for (const fibres of [1, 2, 4, 8, ceiling.fibres]) rates.set(fibres, await fixed(fibres));
  const [best] = [...rates].reduce((most, one) => (one[1] > most[1] ? one : most));

  await automatic(migrate);
  recorder.mark('automatic, from 1 fibre');
  await rateOfLargest(under);
  const [own, other]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < pairs; pair += 1) {
    const { workers, fibres } = recorder.samples.at(-1) ?? { workers: 1, fibres: 1 };
    other.push(await fixed(best));
    await automatic(migrate, workers, fibres);
    recorder.mark('automatic, from where it was');
    own.push(await rateOfLargest(under));
  }
  return {
    ...Object.fromEntries([...rates].map(([fibres, rate]) => [`recordsPerSecondAt${fibres}`, Math.round(rate)])),
    bestFixedFibres: best,
    recordsPerSecondBestFixed: Math.round(median(other)),
    recordsPerSecondAutomatic: Math.round(median(own)),
    ratioOfAutomaticToBestFixed: rounded(median(own.map((rate, pair) => rate / (other[pair] ?? rate)))),
  };
}

/** Sends the largest accounts once more, and says at what rate: small ones, and the end of a queue, go at other rates. */
async function rateOfLargest(under: UnderPressure): Promise<number> {
  const { recorder, runner, migrate } = under;
  const largest = await runner<{ account: string }[]>`
    select external_id as account from migration.accounts order by size desc, external_id limit ${largestAccounts}`;
  await migrate('enqueue', '--again', '--accounts', largest.map(({ account }) => account).join(','));
  const begun = recorder.now;
  await untilSent(under);
  return recordsPerSecond(recorder.between(begun, recorder.now));
}

/** Until every account has been walked to its end. */
async function untilSent({ recorder, runner }: UnderPressure): Promise<void> {
  const isSent = async () => {
    const [row] = await runner<
      { left: boolean }[]
    >`select exists (select from migration.accounts where again or state in ('planned', 'backfilling')) as left`;
    return row?.left === false;
  };
  for (const from = recorder.now; !(await isSent()); await recorder.during(looksEverySeconds))
    if (recorder.now > from + mostSeconds) throw new Error(`The accounts were not sent within ${mostSeconds} s.`);
}

async function automatic(migrate: World['migrate'], workers = 1, fibres = 1): Promise<void> {
  await migrate('throttle', '--workers', String(workers), '--fibres', String(fibres), '--reason', 'bench');
  const most = ['--ceiling-workers', String(ceiling.workers), '--ceiling-fibres', String(ceiling.fibres)];
  await migrate('throttle', '--auto', ...most, '--reason', 'bench');
}

/** Until the automatic throttle is at its ceiling, or has tried no more fibres than before for some seconds. */
async function untilGrown(recorder: Recorder, from: number): Promise<void> {
  const growSeconds = 90;
  const restSeconds = 15;
  const mostUntil = (to: number) => Math.max(...recorder.between(from, to).map(({ fibres }) => fibres));
  await recorder.first(
    from + restSeconds,
    growSeconds,
    ({ at, fibres }) => fibres === ceiling.fibres || mostUntil(at) === mostUntil(at - restSeconds),
  );
}

/** Of each moment the p95 of the seconds before it; the middle of those. */
function fieldP95(samples: readonly Sample[]): number {
  return rounded(median(samples.flatMap(({ fieldP95Ms }) => fieldP95Ms ?? [])));
}

/** What did not happen in the time that it was waited for, is said as a number that no limit allows. */
function orNever(seconds: number | null): number {
  return seconds === null ? 9999 : rounded(seconds);
}
