import type { HostReport } from './readings.ts';

/** What all hosts together had answered, from one look to the next. */
export class AnsweredSince {
  #former = new Map<string, { batches: number; work: number }>();

  /** A host that was not there at the look before counts from now on. */
  next(hosts: readonly Pick<HostReport, 'id' | 'state'>[]): { batches: number; work: number } {
    const now = new Map(hosts.map(({ id, state }) => [id, state.hq.sinceStart ?? { batches: 0, work: 0 }]));
    const sum = { batches: 0, work: 0 };
    for (const [id, { batches, work }] of now) {
      const former = this.#former.get(id);
      if (former === undefined) continue;
      sum.batches += batches - former.batches;
      sum.work += work - former.work;
    }
    this.#former = now;
    return sum;
  }
}
