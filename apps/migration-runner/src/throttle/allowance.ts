import { whoSet } from './overrides.ts';
import { quietBecause } from './quiet-hours.ts';
import type { LivingHost, Setting, ThrottleSettings, ThrottleView } from './throttle-settings.ts';

/** What one host may do now: its part of the limits of all. */
export interface Allowance {
  workers: number;
  fibres: number;
  batchSize: number;
  recordsPerSecond: number | null;
  /** Why this host sends nothing; null when it may. */
  closedBecause: string | null;
  /** Whether the host is to end: when its work in flight is answered, or at once. */
  end: 'drained' | 'killed' | null;
}

/** Milliseconds in which every host has heard of a new one. */
const refreshMs = 1200;

/** The part of `total` that falls to the host of a rank; the parts of all ranks add up to it. */
export function shareOf(total: number, hosts: number, rank: number): number {
  return Math.floor(total / hosts) + (rank < total % hosts ? 1 : 0);
}

/** What a host may do. Parts of all hosts that see the same view never add up to more than the limits. Pure. */
export function allowanceOf(view: ThrottleView, hostId: string): Allowance {
  const { settings, hosts } = view;
  const ranked = hosts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rank = ranked.findIndex(({ id }) => id === hostId);
  const own = ranked[rank];
  const waiting = view.notBegun.find(({ id }) => id === hostId);
  const fibres = own === undefined ? 0 : shareOf(settings.fibres, ranked.length, rank);
  const sending = Math.min(ranked.length, settings.fibres);
  const closedBecause = closed(view, own, waiting !== undefined, fibres);
  const isOpen = closedBecause === null;
  return {
    workers: isOpen && own !== undefined ? shareOf(settings.workers, ranked.length, rank) : 0,
    fibres: isOpen ? fibres : 0,
    batchSize: settings.batchSize,
    recordsPerSecond: settings.recordsPerSecond === null ? null : settings.recordsPerSecond / Math.max(1, sending),
    closedBecause,
    end: settings.killed ? 'killed' : (own ?? waiting)?.isDrained ? 'drained' : null,
  };
}

function closed(view: ThrottleView, own: LivingHost | undefined, isWaiting: boolean, fibres: number): string | null {
  const { settings, hosts } = view;
  if (settings.killed) return `stopped by the kill switch: ${because(settings, 'killed')}`;
  if (settings.paused) return `paused by an operator: ${because(settings, 'paused')}`;
  const quiet = quietBecause(view.quietHours, view.now);
  if (quiet !== null) return quiet;
  if (isWaiting) return 'this host has not begun';
  if (own === undefined) return 'this host was silent, so the others have its part; it is counted again at its next report';
  const isNew = own.ageMs >= 0 && own.ageMs < refreshMs && hosts.some((host) => host.isConnected && host.ageMs > own.ageMs);
  if (isNew) return 'this host is new; the others give it its part within a second';
  return fibres === 0 ? `${settings.fibres} fibres are divided among ${hosts.length} hosts, and none is left for this one` : null;
}

function because(settings: ThrottleSettings, name: Setting): string {
  const { reason, actor } = whoSet(settings, name);
  return `${reason} (${actor})`;
}
