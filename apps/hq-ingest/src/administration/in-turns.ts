import { setImmediate as turn } from 'node:timers/promises';

/** Takes a few milliseconds. */
const atOnce = 1000;

/** Works on many rows, some at once, and lets others have their turn in between: an account may have tens of thousands of people. */
export async function inTurns<Row, Result>(rows: readonly Row[], work: (some: readonly Row[]) => Result): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < rows.length; at += atOnce) {
    if (at > 0) await turn();
    results.push(work(rows.slice(at, at + atOnce)));
  }
  return results;
}

/** Sorts in turns. */
export async function sortInTurns<Row>(rows: readonly Row[], order: (a: Row, b: Row) => number): Promise<Row[]> {
  let runs = await inTurns(rows, (some) => some.toSorted(order));
  while (runs.length > 1) {
    const longer: Row[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      await turn();
      // Of two runs the sort sees that each is sorted, and merges them.
      longer.push([...(runs[at] ?? []), ...(runs[at + 1] ?? [])].toSorted(order));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}
