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

/** How long it took, from the events; null where there is no such event. A drill that pulls several times has the longest of each. */
export interface Timings {
  /** From a pull to the first sign that somebody noticed, in seconds. */
  notice: number | null;
  /** From a heal until the run moves again, in seconds. */
  resume: number | null;
}

/** After a heal the run moves again within so many seconds: longer than any lease and any pause of a retry. */
export const mostSecondsToResume = 15;

export function timingsOf(events: readonly TimelineEvent[]): Timings {
  return { notice: longest(events, 'pull', 'notice'), resume: longest(events, 'heal', 'resume') };
}

/** The longest time from an event of one kind to the first of another that follows before the next of its own kind. */
function longest(events: readonly TimelineEvent[], from: TimelineEvent['kind'], to: TimelineEvent['kind']): number | null {
  const times = events.flatMap((event, index) => {
    if (event.kind !== from) return [];
    const next = events.slice(index + 1).find(({ kind }) => kind === from || kind === to);
    return next?.kind === to ? [next.at - event.at] : [];
  });
  return times.length === 0 ? null : Math.max(...times);
}
