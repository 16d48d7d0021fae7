import { setFlagsFromString } from 'node:v8';
import { run } from './run.ts';
import { outliveStandardOutput } from './standard-output.ts';

// Pages and batches leave much garbage and little else. Left alone, V8 lets the heap grow to several times of what lives in it; and it begins to mark
// what lives as soon as less than a young generation is free, which with a heap kept that small is nearly always.
for (const flag of ['--heap-growing-percent=20', '--incremental-marking-soft-trigger=60', '--incremental-marking-hard-trigger=90'])
  setFlagsFromString(flag);

const isAnswerLost = outliveStandardOutput();
const exitCode = await run(process.argv.slice(2));
process.exitCode = (await isAnswerLost()) ? 3 : exitCode;
// pg-boss keeps timers; everything that must be kept is committed by now.
process.exit();
