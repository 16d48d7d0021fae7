import postgres from 'postgres';
import type { Drill } from '../drill.ts';
import { mustHold } from '../must-hold.ts';

export const longTransaction: Drill = {
  name: 'long-transaction',
  pulls: 'a transaction that changes people before its account is walked, and commits after all others are sent',
  must: 'nothing is skipped, and nobody of Field waits for the migration',
  async run(stage) {
    const users = postgres(stage.servers.field.url('field'), { max: 1, onnotice: () => {} });
    try {
      const session = await users.reserve();
      await session`begin`;
      const changed = await session`update users set first_name = 'Late' where id % 10 = 3`;
      stage.event('pull', `a transaction holds ${changed.count} people`);
      stage.startRunner();
      await stage.until('every account is live or waits for it', async () => ((await stage.states())['live'] ?? 0) > 20);
      const begun = performance.now();
      await session`commit`;
      mustHold(performance.now() - begun < 2000, 'its commit waits for nobody');
      session.release();
      stage.event('heal', 'it commits');
      await stage.untilMoving();
    } finally {
      await users.end({ timeout: 1 });
    }
  },
};
