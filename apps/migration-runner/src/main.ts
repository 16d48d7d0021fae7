import { setFlagsFromString } from 'node:v8';
import { run } from './run.ts';

// Pages and batches leave much garbage and little else. Left alone, V8 lets the heap grow to several times of what lives in it.
setFlagsFromString('--heap-growing-percent=40');

process.exitCode = await run(process.argv.slice(2));
// pg-boss keeps timers; everything that must be kept is committed by now.
process.exit();
