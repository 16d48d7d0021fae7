/** A promise that is awaited later, or by nobody when something else has failed before: its error is not one that nobody has caught. */
export function awaitedLater<P extends Promise<unknown>>(promise: P): P {
  promise.catch(() => {});
  return promise;
}
