/** Outcomes that HQ has answered, over all its lives: a restart begins at 0 again. What it answered after the last look is not seen. */
export class HqOutcomes {
  readonly #before = new Map<string, number>();
  #now = new Map<string, number>();

  /** Takes the text of /metrics. */
  add(text: string): void {
    const next = new Map<string, number>();
    for (const [, outcome = '', value = ''] of text.matchAll(/^hq_records_total\{[^}]*outcome="(\w+)"[^}]*\} (\S+)$/gmu))
      next.set(outcome, (next.get(outcome) ?? 0) + Number(value));
    if (total(next) < total(this.#now))
      for (const [outcome, value] of this.#now) this.#before.set(outcome, (this.#before.get(outcome) ?? 0) + value);
    this.#now = next;
  }

  of(outcome: string): number {
    return (this.#before.get(outcome) ?? 0) + (this.#now.get(outcome) ?? 0);
  }

  get records(): number {
    return total(this.#before) + total(this.#now);
  }
}

function total(values: ReadonlyMap<string, number>): number {
  return [...values.values()].reduce((sum, value) => sum + value, 0);
}
