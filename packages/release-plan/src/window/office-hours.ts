import type { Office } from '../plan/plan.ts';
import { type HourKind, hourKindOf } from './hour-kind.ts';
import { localClock } from './local-clock.ts';

/** An office with what its people do at any instant. */
export interface OfficeHours {
  id: string;
  office: Office;
  kindAt: (instantMs: number) => HourKind;
}

/** Remembers what it was asked: windows beside each other share most of their hours, and time zones are slow to compute. */
export function officeHours(id: string, office: Office): OfficeHours {
  const known = new Map<number, HourKind>();
  const kindAt = (instantMs: number): HourKind => {
    const kind = known.get(instantMs) ?? hourKindOf(office, localClock(instantMs, office.zone));
    known.set(instantMs, kind);
    return kind;
  };
  return { id, office, kindAt };
}

const slotMs = 15 * 60_000;

/** Minutes of each kind between two instants, in the order they come, looked at every quarter of an hour. */
export function kindsBetween({ kindAt }: OfficeHours, fromMs: number, toMs: number): Map<HourKind, number> {
  const minutes = new Map<HourKind, number>();
  for (let at = fromMs; at < toMs; at += slotMs) {
    const kind = kindAt(at);
    minutes.set(kind, (minutes.get(kind) ?? 0) + (Math.min(toMs, at + slotMs) - at) / 60_000);
  }
  return minutes;
}
