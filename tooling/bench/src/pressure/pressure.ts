import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bench, optionOf } from '../bench.ts';
import { before, fixedAndAutomatic, slowHq, throttleMoves, workersMove } from './episodes.ts';
import { fieldUser } from './field-user.ts';
import { pressurePage } from './pressure-page.ts';
import { Recorder } from './recorder.ts';
import { openWorld } from '../systems/world.ts';

const folder = '.bench';

export const pressure: Bench = {
  name: 'pressure',
  description: "The throttle while HQ slows and the limits move: time to back off and to return, Field's latency, fixed against automatic",
  options: [
    { name: 'accounts', description: 'accounts of the seeded Field', default: 300, least: 50 },
    { name: 'seed', description: 'seed of its data', default: 1, least: 0 },
    { name: 'changes', description: 'changes a second that others make in Field', default: 20, least: 1 },
    { name: 'pairs', description: 'times that the best fixed setting and the automatic one are compared', default: 3, least: 1 },
  ],
  async run(options, say, choice) {
    const [accounts, seed, changes] = [optionOf(options, 'accounts'), optionOf(options, 'seed'), optionOf(options, 'changes')];
    const world = await openWorld({ accounts, seed, fieldFirst: true, choice }, say);
    let figures: Record<string, number> = {};
    try {
      await world.migrate('throttle', '--pause');
      world.startChanges(changes);
      const user = fieldUser(world.urls.field);
      world.atEnd(() => user.stop());
      const { runner, hqUrl, hq, hostPids } = world;
      const recorder = new Recorder({ runner, hqUrl, hq, user, runnerPids: hostPids });
      world.atEnd(() => recorder.stop());
      const under = { ...world, recorder };
      say('Field alone');
      figures = await before(under);
      const [host] = [world.startHost(), world.startHost(), world.startHost()];
      const feeder = world.keepFed();
      await world.migrate('throttle', '--resume');
      say('HQ becomes slower, and well again');
      figures = { ...figures, ...(await slowHq(under, figures)) };
      say('50 fibres, 2, and 50 again');
      figures = { ...figures, ...(await throttleMoves(under)) };
      say('4, 9 and 1 workers');
      await workersMove(under, host);
      say('fixed settings and the automatic one');
      await feeder.stop();
      figures = { ...figures, ...(await fixedAndAutomatic(under, optionOf(options, 'pairs'))) };
      const { samples, marks } = recorder;
      figures['runnerPeakMb'] = Math.round(Math.max(...samples.map(({ runnerMb }) => runnerMb)));
      await mkdir(folder, { recursive: true });
      const page = join(folder, 'pressure.html');
      await writeFile(page, pressurePage(samples, marks, figures));
      say(`the plots are in ${page}`);
    } finally {
      await world.close();
    }
    return figures;
  },
};
