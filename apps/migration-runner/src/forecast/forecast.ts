/** What was done in a stretch of time in which accounts were walked. */
export interface Stretch {
  seconds: number;
  /** Records sent, and accounts that came to their end. */
  records: number;
  accounts: number;
  /** The throttle that held at its end. */
  workers: number;
  fibres: number;
}

export interface Forecast {
  /** Seconds until everything is walked; as it goes now, at best and at worst. */
  seconds: number;
  low: number;
  high: number;
  recordsPerSecond: number;
  /** What one account costs beside its records, in records: small accounts are slower a record. */
  accountCost: number;
}

/** Costs of an account that are tried, in records; the usual one first. */
const costs = [40, 0, 5, 10, 20, 80, 160, 320, 640];
/** Accounts that must have come to their end before they say another cost than the usual one: a few large ones fit any. */
const tellingAccounts = 30;
/** The rate is that of the last part of the time, at least of so many seconds; of a shorter time the beginning is left out, in which both systems are cold. */
const recentShare = 0.3;
const recentSeconds = 60;
const warmShare = 2 / 3;
/** What was measured under another throttle counts no more once the last part, or so many seconds, was measured under one like that of now. */
const enoughSeconds = 4;
/** Throttles are alike when neither number is this much larger than the other's: an automatic one moves by small steps all the time. */
const alikeWithin = 1.25;
/** A part of the usual rate below which it is a standstill. */
const standstill = 0.2;

/**
 * How long what is left will take. The rate is measured in cost, not in records: an account costs its records and something beside,
 * and what it costs beside is what fits the measured stretches best. A standstill (a host that died, HQ away) is not expected to come again;
 * at worst it does. Null when nothing was measured. Pure.
 */
export function forecast(stretches: readonly Stretch[], left: { records: number; accounts: number }): Forecast | null {
  const recent = lastOf(stretches.filter(({ seconds }) => seconds > 0));
  const moving = movingOf(recent);
  if (moving.length === 0) return null;
  const accountCost = bestCost(moving);
  const costOf = ({ records, accounts }: { records: number; accounts: number }) => records + accountCost * accounts;
  const secondsOf = (some: readonly Stretch[]) => sum(some, ({ seconds }) => seconds);
  const seconds = (costOf(left) / sum(moving, costOf)) * secondsOf(moving);
  const doubt = doubtOf(moving.map((stretch) => ({ seconds: stretch.seconds, rate: costOf(stretch) / stretch.seconds })));
  return {
    seconds,
    low: seconds * (1 - doubt),
    high: ((seconds / (1 - doubt)) * secondsOf(recent)) / secondsOf(moving),
    recordsPerSecond: sum(moving, ({ records }) => records) / secondsOf(moving),
    accountCost,
  };
}

/** The cost under which the stretches differ least from one rate; the usual one while too little has come to its end to tell. */
function bestCost(stretches: readonly Stretch[]): number {
  const tried = costs.map((cost) => ({ cost, error: errorWith(cost, stretches) }));
  const [usual, ...others] = tried as [(typeof tried)[number], ...typeof tried];
  const best = others.reduce((least, one) => (one.error < least.error ? one : least), usual);
  const isTelling = sum(stretches, ({ accounts }) => accounts) >= tellingAccounts && best.error < usual.error * (1 - 2 / stretches.length);
  return isTelling ? best.cost : usual.cost;
}

function errorWith(cost: number, stretches: readonly Stretch[]): number {
  const total = sum(stretches, ({ records, accounts }) => records + cost * accounts);
  if (total === 0) return Number.POSITIVE_INFINITY;
  const secondsEach = sum(stretches, ({ seconds }) => seconds) / total;
  return sum(stretches, ({ seconds, records, accounts }) => (seconds - secondsEach * (records + cost * accounts)) ** 2);
}

/** The last stretches, as many as are wanted; fewer where the throttle was another one before, once they are enough without that. */
function lastOf(stretches: readonly Stretch[]): Stretch[] {
  const { wanted, enough } = secondsOfLast(sum(stretches, ({ seconds }) => seconds));
  const now = stretches.at(-1);
  const last: Stretch[] = [];
  let seconds = 0;
  for (const stretch of stretches.toReversed()) {
    const limit = areAlike(stretch, now) ? wanted : enough;
    if (seconds >= limit) break;
    last.push(stretch);
    // Those without anything are none of the seconds that are wanted.
    if (stretch.records + stretch.accounts > 0) seconds += stretch.seconds;
  }
  return last;
}

/** Of the seconds that were measured, how many are looked at, and how many are enough under one throttle. */
function secondsOfLast(measured: number): { wanted: number; enough: number } {
  const part = recentShare * measured;
  const warm = Math.min(recentSeconds, warmShare * measured);
  return { wanted: Math.max(warm, part), enough: Math.min(enoughSeconds, part) };
}

/** Those in which it got on: what is far below the usual is a host that starts or an HQ that comes back. */
function movingOf(stretches: readonly Stretch[]): Stretch[] {
  const rateOf = ({ records, accounts, seconds }: Stretch) => (records + (costs[0] as number) * accounts) / seconds;
  const rates = stretches
    .map(rateOf)
    .filter((rate) => rate > 0)
    .sort((a, b) => a - b);
  const usual = rates[Math.floor(rates.length / 2)] ?? 0;
  return stretches.filter((stretch) => rateOf(stretch) > 0 && rateOf(stretch) >= standstill * usual);
}

function areAlike(one: Stretch, other: Stretch | undefined): boolean {
  const within = (a: number, b: number) => Math.max(a, b) <= alikeWithin * Math.min(a, b);
  return other !== undefined && within(one.workers, other.workers) && within(one.fibres, other.fibres);
}

/** How far off the forecast may be, as a share: by how much the rate varied, less the more was measured; never below 5 nor above 60 of 100. */
function doubtOf(rates: readonly { seconds: number; rate: number }[]): number {
  const seconds = sum(rates, (one) => one.seconds);
  const mean = sum(rates, (one) => one.rate * one.seconds) / seconds;
  const variance = sum(rates, (one) => one.seconds * (one.rate - mean) ** 2) / seconds;
  const spread = rates.length < 2 ? 0.5 : (2 * Math.sqrt(variance)) / mean / Math.sqrt(rates.length);
  return Math.min(0.6, Math.max(0.05, spread + 0.05));
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
