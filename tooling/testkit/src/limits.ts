/** What a limit says when it is missed: `toBeLessThan`, or `until` with less than ten seconds. */
const missedLimit = /to be less than (?:or equal to )?\d|^Waited \d{1,4} ms in vain/u;

/**
 * Options of a test that holds a limit in milliseconds, such as "within a second". A shared machine may stand still once,
 * so a limit that is missed three times is a finding, and one that is missed once is not. Any other failure is one at once.
 * The test begins anew each time, with whatever its file shares as the attempt before left it.
 */
export const statesALimit = {
  retry: { count: 2, condition: (error: { message: string }) => missedLimit.test(error.message) },
};
