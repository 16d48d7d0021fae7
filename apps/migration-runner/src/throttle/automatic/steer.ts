import { type FieldPressure, readPressure } from '@hq-field/field-adapter';
import type { HostContext } from '../../worker/host-context.ts';
import { decide } from './decide.ts';
import { Election } from './election.ts';
import { Probe } from './probe.ts';
import { fullBatchMs, readingsOf } from './readings.ts';
import { carryOut, readHosts } from './steps.ts';
import type { Tolerance } from './tolerance.ts';
import { usualAfter } from './usual.ts';

const patienceMs = 500;

/** The automatic throttle of one host: it decides once a second, if it is the elected one. */
export class Steering {
  readonly #host: Pick<HostContext, 'id' | 'runner' | 'field' | 'view' | 'log'>;
  readonly #tolerance: Tolerance;
  readonly #election: Election;
  readonly #field: Probe<FieldPressure>;
  #usualFullBatchMs: number | null = null;
  #halvedAt = Number.NEGATIVE_INFINITY;
  #lastReason = '';

  constructor(host: Pick<HostContext, 'id' | 'runner' | 'field' | 'view' | 'log'>, tolerance: Tolerance) {
    this.#host = host;
    this.#tolerance = tolerance;
    this.#election = new Election(host.runner);
    this.#field = new Probe(() => readPressure(host.field));
  }

  async step(): Promise<void> {
    const { id, runner, view, log } = this.#host;
    if (view?.settings.automatic !== true || view.settings.paused || view.settings.killed) return this.#election.resign();
    if (!(await this.#election.isElected())) return;
    const [hosts, pressure] = await Promise.all([readHosts(runner), this.#field.look(patienceMs)]);
    const readings = readingsOf(hosts, pressure, this.#usualFullBatchMs);
    const { workers, fibres, ceilingWorkers, ceilingFibres } = view.settings;
    const decision = decide(
      {
        workers,
        fibres,
        ceilingWorkers,
        ceilingFibres,
        wanted: hosts.reduce((sum, { state }) => sum + state.wanted, 0),
        sinceHalvedMs: performance.now() - this.#halvedAt,
        readings,
      },
      this.#tolerance,
    );
    const seen = fullBatchMs(hosts);
    if (seen !== null) this.#usualFullBatchMs = usualAfter(this.#usualFullBatchMs, seen);
    if (decision.action === 'halve') this.#halvedAt = performance.now();
    // Numbers change every second; a hold is worth keeping when it has another reason.
    const kind = decision.reason.replaceAll(/\d+(\.\d+)?/gu, '#');
    const isKept = decision.action !== 'hold' || kind !== this.#lastReason;
    this.#lastReason = kind;
    await carryOut(runner, id, decision, readings, isKept);
    if (isKept) log.info({ ...decision }, 'throttle:step');
  }

  close(): Promise<void> {
    return this.#election.resign();
  }
}
