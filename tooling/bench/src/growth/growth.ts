import { type Bench, optionOf } from '../bench.ts';
import { watchDelivery } from '../systems/hq-records.ts';
import { peakMb } from '../systems/memory.ts';
import { enqueueEverything, onOneServer, type SystemsOptions } from '../systems/on-one-server.ts';
import { startCommand } from '../systems/processes.ts';
import { rounded } from '../systems/rounded.ts';

/** What the delivery of one Field took. */
interface Delivered {
  records: number;
  seconds: number;
  runnerMb: number;
  hqMb: number;
}

const lookEveryMs = 200;

export const growth: Bench = {
  name: 'growth',
  description: 'A whole Field and one of several times its size, delivered in turn: time a record, and memory of the runner and of HQ',
  options: [
    { name: 'accounts', description: 'accounts of the smaller Field', default: 100, least: 10 },
    { name: 'times', description: 'how many times as large the other one is', default: 5, least: 2 },
    { name: 'seed', description: 'seed of their data', default: 1, least: 0 },
  ],
  async run(options, say, choice) {
    const [accounts, times, seed] = [optionOf(options, 'accounts'), optionOf(options, 'times'), optionOf(options, 'seed')];
    const small = await deliver({ accounts, seed, choice }, say);
    const large = await deliver({ accounts: accounts * times, seed, choice }, say);
    return {
      smallRecords: small.records,
      smallSeconds: rounded(small.seconds),
      largeRecords: large.records,
      largeSeconds: rounded(large.seconds),
      ratioOfSecondsARecord: rounded(large.seconds / large.records / (small.seconds / small.records)),
      smallRunnerPeakMb: Math.round(small.runnerMb),
      largeRunnerPeakMb: Math.round(large.runnerMb),
      smallHqPeakMb: Math.round(small.hqMb),
      largeHqPeakMb: Math.round(large.hqMb),
    };
  },
};

function deliver(options: SystemsOptions, say: (words: string) => void): Promise<Delivered> {
  return onOneServer(options, say, async ({ env, hq }) => {
    await enqueueEverything(env);
    say('delivering it');
    const watch = await watchDelivery(env.HQ_URL);
    const worker = startCommand('migrate', ['work', '--until-idle'], env);
    let [runnerMb, hqMb] = [0, 0];
    const looks = setInterval(() => {
      void peakMb(worker.pid).then((mb) => (runnerMb = Math.max(runnerMb, mb)));
      void peakMb(hq.pid).then((mb) => (hqMb = Math.max(hqMb, mb)));
    }, lookEveryMs);
    const { code } = await worker.exited;
    clearInterval(looks);
    watch.stop();
    if (code !== 0) throw new Error(`migrate work ended with code ${code}:\n${worker.output().slice(-3000)}`);
    return { records: watch.records, seconds: watch.seconds, runnerMb, hqMb };
  });
}
