import type { Check } from './check.ts';

/** What the release plan wants to be said before this stage, or before an earlier one, went out. */
export const announcementsSent: Check = {
  name: 'announcements-sent',
  async measure({ announcements }, stage) {
    const needed = await announcements.before(stage);
    if (needed.length === 0) return { holds: true, words: `the plan wants nothing to be said before ${stage}`, remedy: '' };
    const missing = needed.filter(({ isSent }) => !isSent);
    const names = missing.map(({ message }) => message).join(', ');
    return {
      holds: missing.length === 0,
      words: `${needed.length - missing.length} of ${needed.length} announcements are known to be sent${missing.length === 0 ? '' : `, not ${names}`}`,
      remedy: `pnpm migrate plan announce has the words. When they went out: ${missing.map(({ command }) => command).join('; ')}`,
    };
  },
};
