import { setTimeout as sleep } from 'node:timers/promises';
import { actorOf, duration, reasonOf } from './arguments.ts';
import { answer, type Command } from './command.ts';

const defaultSeconds = 60;

export const drain: Command = {
  name: 'drain',
  description: 'For a deploy: hosts that work now finish what is in flight and end with 0; those that start later work on.',
  options: (parser) =>
    parser
      .option('--within <time>', `how long to wait for their end, ${defaultSeconds}s unless told`)
      .option('--reason <text>', 'kept with the change')
      .option('--actor <name>', 'the user of this machine unless told'),
  async run(context, options) {
    const seconds = duration(options['within'], 'within') ?? defaultSeconds;
    const [reason, actor] = [reasonOf(options['reason'], 'drained for a deploy'), actorOf(options['actor'])];
    const store = await context.throttle();
    const before = new Set(await store.notEnded());
    await store.drain(reason, actor);
    const until = performance.now() + seconds * 1000;
    let left = before.size;
    for (let shown = -1; ; ) {
      left = (await store.notEnded()).filter((id) => before.has(id)).length;
      if (left !== shown) process.stderr.write(`${left} of ${before.size} hosts are left\n`);
      shown = left;
      if (left === 0 || performance.now() > until) break;
      await sleep(200);
    }
    answer(options, { drained: before.size - left, left }, [
      left === 0
        ? `${before.size} hosts have ended. Next: deploy, then pnpm migrate work`
        : `${left} hosts have not ended within ${seconds} s: look at pnpm migrate status, or stop them with SIGTERM.`,
    ]);
    return left === 0 ? 0 : 1;
  },
};
