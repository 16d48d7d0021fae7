import type { Entity, ExtractName } from '@hq-field/contracts';
import type { Foretold } from '../forecast/progress-store.ts';
import type { RehearsalOptions } from './rehearsal-options.ts';

/** A process that is killed and measured. */
const killable = ['runner', 'hq'] as const;
export type Killable = (typeof killable)[number];

export interface PhaseReport {
  name: string;
  seconds: number;
  outcome: 'done' | 'failed' | 'skipped';
  /** One sentence of what it did, with figures. */
  note: string;
}

export interface Sample {
  /** Seconds since the rehearsal began. */
  at: number;
  /** Outcomes that HQ has answered so far, over all its lives. */
  records: number;
  /** Rows in the outbox. */
  waiting: number;
  /** Share of HQ's tolerance in use. */
  load: number;
}

export interface Kill {
  process: Killable;
  at: number;
  /** Outcomes that HQ had answered when it was killed. */
  records: number;
  /** From SIGKILL to the first record that HQ took after it, in milliseconds. */
  movingAgainMs: number;
}

interface ThrottleChange {
  at: number;
  workers: number;
  fibres: number;
  reason: string;
}

interface VerificationReport {
  when: string;
  findings: number;
  pending: number;
  quarantined: number;
  accounts: number;
  records: number;
  seconds: number;
  /** Differences without values. */
  list: readonly unknown[];
}

export interface ExtractReport {
  name: ExtractName;
  linesInField: number;
  linesInHq: number;
  differing: number;
  /** Lines of HQ whose record went into quarantine after HQ had taken it. */
  inQuarantine: number;
  /** Lines of HQ below such a record. */
  belowQuarantine: number;
}

interface CountReport {
  entity: Entity;
  inField: number;
  /** Without records in quarantine, and without those below one: Field has no rows of either. */
  inHq: number;
}

/** Lag of live changes in milliseconds, from capture in Field to HQ's acknowledgement; of several processes the worst. */
export interface Lag {
  count: number;
  p50: number;
  p99: number;
}

interface Check {
  name: string;
  passed: boolean;
  detail: string;
}

/** What a rehearsal gathers while it runs. */
export interface Figures {
  samples: Sample[];
  kills: Kill[];
  throttle: ThrottleChange[];
  verifications: VerificationReport[];
  extracts: ExtractReport[];
  counts: CountReport[];
  quarantine: { code: string; entity: string; records: number }[];
  preflight: {
    records: Record<string, number>;
    rules: { rule: string; records: number }[];
    quarantine: { code: string; entity: string; records: number }[];
  } | null;
  /** The phases in which records are delivered in bulk. */
  delivery: { records: number; seconds: number } | null;
  /** What Field's users did meanwhile; errors are changes that Field itself refused. */
  changes: { made: number; errors: number; perSecond: number; byKind: Record<string, number> } | null;
  /** The worst of all hosts, from their start on: what was captured while none ran is late by that time. */
  lagMs: Lag | null;
  /** In the last minute before everything was delivered, of the host that walked then. */
  walkingLagMs: Lag | null;
  /** Time left of the delivery, foretold after a tenth of its records, and what it took. */
  foretold: Foretold | null;
  peakMb: Record<Killable, number | null>;
  outboxLeft: number | null;
  /** Accounts by state at the end. */
  accounts: Record<string, number>;
}

export interface Report extends Figures {
  options: RehearsalOptions;
  machine: { cores: number; memoryMb: number; node: string; postgres: string };
  startedAt: string;
  seconds: number;
  phases: PhaseReport[];
  failure: { phase: string; message: string } | null;
  recordsPerSecond: number | null;
  checks: Check[];
  passed: boolean;
}

/** No process may need more, whatever the size of the migration. */
const memoryLimitMb = 300;

export function noFigures(): Figures {
  return {
    samples: [],
    kills: [],
    throttle: [],
    verifications: [],
    extracts: [],
    counts: [],
    quarantine: [],
    preflight: null,
    delivery: null,
    changes: null,
    lagMs: null,
    walkingLagMs: null,
    foretold: null,
    peakMb: { runner: null, hq: null },
    outboxLeft: null,
    accounts: {},
  };
}

/** Puts the report together: what was gathered, and the checks that decide whether the rehearsal has passed. Pure. */
export function buildReport(figures: Figures, run: Omit<Report, keyof Figures | 'recordsPerSecond' | 'checks' | 'passed'>): Report {
  const checks = checksOf(figures, run.options);
  const rate = figures.delivery === null || figures.delivery.seconds === 0 ? null : figures.delivery.records / figures.delivery.seconds;
  return { ...run, ...figures, recordsPerSecond: rate, checks, passed: run.failure === null && checks.every((check) => check.passed) };
}

/** A figure that is missing is a check that has not passed. */
function checksOf(figures: Figures, options: RehearsalOptions): Check[] {
  const check = (name: string, passed: boolean, detail: string): Check => ({ name, passed, detail });
  const last = figures.verifications.at(-1);
  const lines = figures.extracts.reduce((sum, extract) => sum + extract.differing, 0);
  const apart = figures.counts.filter((count) => count.inField !== count.inHq);
  const notLive = Object.entries(figures.accounts).filter(([state, accounts]) => state !== 'live' && accounts > 0);
  const kills = options.calm ? 0 : killable.length;
  return [
    ...figures.verifications.map((one) =>
      check(
        `Digests: ${one.when}`,
        // A record that changes all the time is pending while changes flow, which is no difference. At the end nothing may be.
        one.findings === 0 && (one.pending === 0 || one.when !== finalVerification),
        `${one.findings} findings, ${one.pending} pending in ${one.records} records`,
      ),
    ),
    check(
      'All accounts are compared at the end',
      last !== undefined && last.accounts > 0 && last.when === finalVerification,
      last === undefined ? 'not reached' : `${last.accounts} accounts`,
    ),
    check(
      'Counts are equal',
      figures.counts.length > 0 && apart.length === 0,
      apart.length === 0
        ? `${figures.counts.length} entities`
        : apart.map((one) => `${one.entity}: ${one.inField} and ${one.inHq}`).join(', '),
    ),
    check(
      'All seven extracts are equal',
      figures.extracts.length === 7 && lines === 0,
      `${lines} lines differ in ${figures.extracts.length} extracts`,
    ),
    check(
      'Every account is live',
      (figures.accounts['live'] ?? 0) > 0 && notLive.length === 0,
      notLive.length === 0 ? `${figures.accounts['live'] ?? 0} live` : notLive.map(([state, n]) => `${n} ${state}`).join(', '),
    ),
    check('The outbox is empty', figures.outboxLeft === 0, figures.outboxLeft === null ? 'not reached' : `${figures.outboxLeft} rows`),
    ...killable.map((process) => memoryCheck(process, figures.peakMb[process])),
    check(
      'Killed midstream and moving again',
      figures.kills.length === kills,
      options.calm ? 'calm: no kills' : `${figures.kills.length} of ${kills} kills`,
    ),
  ];
}

function memoryCheck(process: Killable, peakMb: number | null): Check {
  return {
    name: `Memory of ${process === 'hq' ? 'HQ' : 'the runner'} is below ${memoryLimitMb} MB`,
    passed: peakMb !== null && peakMb < memoryLimitMb,
    detail: peakMb === null ? 'not measured' : `${Math.round(peakMb)} MB at most`,
  };
}

/** `when` of the verification that decides. */
export const finalVerification = 'at the end, Field quiet';

/** Nearest-rank percentile of sorted numbers; null of none. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
