import { type Armed, parseFailpoints } from './parse-failpoints.ts';

/** The failpoints of FAILPOINTS; null when it is not set, as in production. A mistake in it ends the process: a test that arms nothing would pass. */
export function readFailpoints(): readonly Armed[] | null {
  const text = process.env['FAILPOINTS'];
  if (text === undefined || text === '') return null;
  try {
    return parseFailpoints(text);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(2);
  }
}
