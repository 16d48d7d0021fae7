/** What a runner's log calls something that it cannot do now. */
const events = new Set(['sending:waits', 'loop:failed', 'jobs:dropped', 'relay:failed', 'queue:error']);

/** Why a runner waits, when this line of its log says so. */
export function reasonIn(line: string): string | null {
  if (!line.startsWith('{"level"')) return null;
  const { msg, reason } = JSON.parse(line) as { msg?: string; reason?: string };
  return msg !== undefined && events.has(msg) ? (reason ?? null) : null;
}
