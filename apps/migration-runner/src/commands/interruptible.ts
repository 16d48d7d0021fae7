/** Runs work that Ctrl-C and SIGTERM end: its signal is aborted, and the work puts an end to what it has started. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void =>
    interrupt.abort(new Error(`Stopped by ${signal}; everything it had started is stopped too.`));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
