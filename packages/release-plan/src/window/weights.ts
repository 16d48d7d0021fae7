import type { HourKind } from './hour-kind.ts';

/**
 * What a window costs, in points off 100. An hour's cost is what it would take off if every office lived it for the whole window; offices
 * count alike. People at the keyboard matter most; people asleep cost less, since they lose nothing but may have to be woken.
 */
export const hourCosts: Record<HourKind, number> = { working: 100, night: 40, early: 15, late: 10, evening: 5, off: 3 };

export const costs = {
  /** Per multiple of usual traffic, up to `trafficMost`: twice the usual traffic costs twice as much. */
  traffic: 20,
  trafficMost: 60,
  /** Each entry of another calendar that it overlaps. */
  busy: 30,
  /** Clocks of an office change in it: people would read its times wrong. */
  clockChange: 60,
  /** Puts it behind everything that is not frozen. */
  freeze: 1000,
  /** For each hour short of `quietHours` between its end and the next beginning of work: time to mend what went wrong. */
  quietHour: 0.2,
  quietHours: 48,
} as const;

/** A mean cost of an office's hours up to which its local time counts as good. */
export const goodUpTo = 16;
