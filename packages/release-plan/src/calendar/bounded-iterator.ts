import ICAL from 'ical.js';

/** Follows a rule as ical.js does, which looks for ever where a rule never comes true, as for each 30 February. */
export class BoundedIterator extends ICAL.RecurIterator {
  readonly #mostSteps: number;
  #steps = 0;

  constructor(rule: ICAL.Recur, start: ICAL.Time, mostSteps: number) {
    super({ rule, dtstart: start });
    this.#mostSteps = mostSteps;
  }

  /** Throws RangeError after so many steps of the rule's clock without an occurrence. */
  override next(again?: boolean): ICAL.Time {
    this.#steps = 0;
    return super.next(again);
  }

  /** What ical.js asks at each step; it goes on until the answer is yes. */
  override check_contracting_rules(): boolean {
    if (super.check_contracting_rules()) return true;
    this.#steps += 1;
    if (this.#steps > this.#mostSteps) throw new RangeError(`No occurrence in ${this.#mostSteps} steps.`);
    return false;
  }
}
