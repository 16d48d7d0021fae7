import { compareTimings } from '../timings/compare-timings.ts';
import { readRehearsalTimings } from '../timings/rehearsal-timings.ts';
import { readTimings } from '../timings/timings-store.ts';
import { wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const defaultLimit = 5;

export const timings: Command = {
  name: 'timings',
  json: 'an array of JSON objects',
  description: 'How long each phase of every run and rehearsal took, the last time next to the usual one.',
  options: (parser) =>
    parser
      .option('--rehearsals', 'those of rehearsals alone')
      .option('--limit <n>', `how many runs of a phase are shown, ${defaultLimit} unless told`),
  async run(context, options) {
    const limit = wholeNumber(options['limit'], 'limit', 1) ?? defaultLimit;
    const kept = options['rehearsals'] === true ? [] : await readTimings(await context.runner());
    const rehearsed = await readRehearsalTimings((words) => process.stderr.write(`${words}\n`));
    const phases = compareTimings([...kept, ...rehearsed]).map((phase) => ({ ...phase, runs: phase.runs.slice(-limit) }));
    answer(
      options,
      phases,
      phases.length === 0
        ? ['Nothing was timed yet.']
        : phases.map(
            ({ phase, times, lastSeconds, usualSeconds, ratio, runs }) =>
              `${phase.padEnd(44)} ${seconds(lastSeconds)} ${usualSeconds === null ? '(the first time)' : `usually ${seconds(usualSeconds)}, × ${ratio ?? '-'}`}, ${times} times: ${runs.map((run) => run.seconds.toFixed(1)).join(', ')}`,
          ),
    );
    return 0;
  },
};

function seconds(value: number): string {
  return `${value.toFixed(1)} s`.padStart(10);
}
