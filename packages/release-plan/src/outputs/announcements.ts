import type { Plan } from '../plan/plan.ts';
import type { Schedule } from '../schedule/schedule.ts';

/** A message that is ready to be sent. */
export interface Announcement {
  id: string;
  /** ISO, UTC. */
  at: string;
  channel: string;
  owner: string;
  subject: string;
  text: string;
}

/** The messages of a plan by audience, each audience's by time; audiences in the order of their first message. */
export function announcementsOf(plan: Plan, { messages }: Schedule): Map<string, Announcement[]> {
  const byAudience = new Map<string, Announcement[]>();
  for (const { id, at, audience, owner, subject, text } of messages) {
    const channel = plan.messages.find((message) => message.id === id)?.channel ?? '';
    byAudience.set(audience, [...(byAudience.get(audience) ?? []), { id, at, channel, owner, subject, text }]);
  }
  return byAudience;
}
