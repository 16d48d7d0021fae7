const down = 0.2;
const up = 0.02;
/** A time that is far beyond what is usual teaches this much at most, so that a slow HQ does not soon become the usual one. */
const mostTimes = 1.1;

/** What time of a full batch is usual after another one was seen, in milliseconds: quickly learnt when HQ is faster, slowly when it is slower. Pure. */
export function usualAfter(usual: number | null, seen: number): number {
  if (usual === null) return seen;
  return seen < usual ? usual + down * (seen - usual) : usual + up * (Math.min(seen, usual * mostTimes) - usual);
}
