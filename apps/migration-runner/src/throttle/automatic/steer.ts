import { type FieldPressure, readPressure } from '@hq-field/field-adapter';
import type { HostContext } from '../../worker/host-context.ts';
import { AnsweredSince } from './answered-since.ts';
import { Climb } from './climb.ts';
import { decide, isInTolerance } from './decide.ts';
import { Election } from './election.ts';
import { Probe } from './probe.ts';
import { fullBatchMs, readingsOf } from './readings.ts';
import { carryOut, readHosts } from './steps.ts';
import type { Tolerance } from './tolerance.ts';
import { usualAfter } from './usual.ts';

const patienceMs = 500;

/** The automatic throttle of one host: it decides once a second, if it is the elected one. */
export class Steering {
  readonly #host: Pick<HostContext, 'id' | 'session' | 'runner' | 'field' | 'view' | 'log'>;
  readonly #tolerance: Tolerance;
  readonly #election: Election;
  readonly #field: Probe<FieldPressure>;
  #usualFullBatchMs: number | null = null;
  #climb: { ceiling: number; climb: Climb } | null = null;
  readonly #answered = new AnsweredSince();
  #halvedAt = Number.NEGATIVE_INFINITY;
  #lastReason = '';
  readonly #now: () => number;

  constructor(
    host: Pick<HostContext, 'id' | 'session' | 'runner' | 'field' | 'view' | 'log'>,
    tolerance: Tolerance,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now;
    this.#host = host;
    this.#tolerance = tolerance;
    this.#election = new Election(host.session);
    this.#field = new Probe(() => readPressure(host.field));
  }

  async step(): Promise<void> {
    const { id, runner, view, log } = this.#host;
    const isAutomatic = view?.settings.automatic === true && !view.settings.paused && !view.settings.killed;
    if (!isAutomatic || !(await this.#election.isElected())) {
      // What was learnt does not hold when others have decided meanwhile.
      this.#climb = null;
      if (!isAutomatic) await this.#election.resign();
      return;
    }
    const [hosts, pressure] = await Promise.all([readHosts(runner), this.#field.look(patienceMs)]);
    const readings = readingsOf(hosts, pressure, this.#usualFullBatchMs);
    const { workers, fibres, ceilingWorkers, ceilingFibres } = view.settings;
    const wanted = hosts.reduce((sum, { state }) => sum + state.wanted, 0);
    if (this.#climb?.ceiling !== ceilingFibres) this.#climb = { ceiling: ceilingFibres, climb: new Climb(fibres, ceilingFibres) };
    const aim = this.#climb.climb.next({
      nowMs: this.#now(),
      fibres,
      ...this.#answered.next(hosts),
      isOpen: wanted >= fibres && isInTolerance(readings, this.#tolerance),
    });
    const decision = decide(
      {
        workers,
        fibres,
        ceilingWorkers,
        ceilingFibres,
        wanted,
        aim,
        sinceHalvedMs: this.#now() - this.#halvedAt,
        readings,
      },
      this.#tolerance,
    );
    const seen = fullBatchMs(hosts);
    if (seen !== null) this.#usualFullBatchMs = usualAfter(this.#usualFullBatchMs, seen);
    // Numbers change every second; a hold is worth keeping when it has another reason.
    const kind = decision.reason.replaceAll(/\d+(\.\d+)?/gu, '#');
    const isKept = decision.action !== 'hold' || kind !== this.#lastReason;
    if (!(await carryOut(runner, id, { decision, from: view.settings, readings, isKept }))) return;
    if (decision.action === 'halve') this.#halvedAt = this.#now();
    this.#lastReason = kind;
    if (isKept) log.info({ ...decision }, 'throttle:step');
  }

  close(): Promise<void> {
    return this.#election.resign();
  }
}
