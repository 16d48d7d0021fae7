/**
 * What a process is started with so that its clock is off by `offsetMs`, an expression of JavaScript that is asked each time; `also` is run
 * before everything else of the process.
 */
export function shiftedClock(offsetMs: string, also = ''): { NODE_OPTIONS: string } {
  const script = `${also} const now = Date.now; Date.now = () => now() + (${offsetMs}); const D = Date;
    globalThis.Date = class extends D { constructor(...a) { super(...(a.length === 0 ? [Date.now()] : a)); } };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}
