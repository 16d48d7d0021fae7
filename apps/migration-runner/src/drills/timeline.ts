/** What happened when, in seconds since the drill began. */
export interface TimelineEvent {
  at: number;
  kind: 'stage' | 'pull' | 'notice' | 'heal' | 'resume' | 'verdict';
  words: string;
}

export interface Sample {
  at: number;
  /** Records that HQ has answered, over all its lives. */
  records: number;
  /** Rows that wait in the outbox. */
  waiting: number;
}

/** How long it took, from the events; null where there is no such event. */
export interface Timings {
  /** From the first pull to the first sign that somebody noticed, in seconds. */
  notice: number | null;
  /** From the last heal to the first record after it, in seconds. */
  resume: number | null;
}

export function timingsOf(events: readonly TimelineEvent[]): Timings {
  const first = (kind: TimelineEvent['kind'], after: number) => events.find((event) => event.kind === kind && event.at >= after)?.at;
  const pull = first('pull', 0);
  const heal = events.findLast((event) => event.kind === 'heal')?.at;
  const notice = pull === undefined ? undefined : first('notice', pull);
  const resume = heal === undefined ? undefined : first('resume', heal);
  return {
    notice: pull === undefined || notice === undefined ? null : notice - pull,
    resume: heal === undefined || resume === undefined ? null : resume - heal,
  };
}
