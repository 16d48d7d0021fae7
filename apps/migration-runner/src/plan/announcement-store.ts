import type { RunnerDatabase } from '../database/open-runner.ts';

/** That a message of a plan went out. */
export interface SentAnnouncement {
  actor: string;
  sentAt: Date;
}

/** Keeps that a message went out, once: whatever was kept before stays, and is the answer. */
export async function keepAnnouncement(
  runner: RunnerDatabase,
  { plan, message, actor, sentAt }: SentAnnouncement & { plan: string; message: string },
): Promise<SentAnnouncement & { isNew: boolean }> {
  const made = await runner`
    insert into migration.announcements (plan, message, actor, sent_at) values (${plan}, ${message}, ${actor}, ${sentAt}) on conflict do nothing`;
  // Of two at once the second waits for the first, and a statement of its own sees what that has kept.
  const kept = (await readAnnouncements(runner, plan)).get(message);
  if (kept === undefined) throw new Error(`The announcement ${message} was kept and is gone.`);
  return { ...kept, isNew: made.count === 1 };
}

/** The messages of a plan that went out, by id. */
export async function readAnnouncements(runner: RunnerDatabase, plan: string): Promise<Map<string, SentAnnouncement>> {
  const rows = await runner<(SentAnnouncement & { message: string })[]>`
    select message, actor, sent_at as "sentAt" from migration.announcements where plan = ${plan}`;
  return new Map(rows.map(({ message, actor, sentAt }) => [message, { actor, sentAt }]));
}
