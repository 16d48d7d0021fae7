import pLimit from 'p-limit';

/** Accounts that are worked on at once. */
const atOnce = 8;

/** Does the work of each, and waits for all of them, also when one fails: nothing goes on when the caller has gone on. Throws the first failure then. */
export async function eachToItsEnd<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const limit = pLimit(atOnce);
  const works = all.map((one) => limit(() => work(one)));
  await Promise.allSettled(works);
  return Promise.all(works);
}
