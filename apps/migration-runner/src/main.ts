import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2));
// pg-boss keeps timers; everything that must be kept is committed by now.
process.exit();
