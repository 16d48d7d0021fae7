/**
 * Waits until a condition gives a truthy value, and returns that value. For tests, which never sleep a fixed time.
 * An error of the condition ends the wait at once; after `timeoutMs` it fails and says `what` it was waiting for.
 */
export async function until<Value>(
  condition: () => Value | Promise<Value>,
  options: { timeoutMs: number; what: string; everyMs?: number },
): Promise<Exclude<Value, false | 0 | '' | null | undefined>> {
  const start = performance.now();
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<Value, false | 0 | '' | null | undefined>;
    if (performance.now() - start > options.timeoutMs) {
      throw new Error(`Waited ${options.timeoutMs} ms in vain until ${options.what}; the last answer was ${String(value)}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 20));
  }
}
