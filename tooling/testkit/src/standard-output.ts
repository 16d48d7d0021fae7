/**
 * From here on no output that cannot be written ends the process: unhandled, that would be the exit code of findings. A reader that leaves
 * (EPIPE) is no failure. For anything else, such as a full disk, stderr says so once. The function that comes back waits for what was written
 * last and tells whether an answer is lost. Apps have their own: they are deployed without the testkit.
 */
export function outliveStandardOutput(): () => Promise<boolean> {
  let end: 'left' | 'lost' | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // What is written later fails too, and says nothing new.
    if (end !== null) return;
    end = error.code === 'EPIPE' ? 'left' : 'lost';
    if (end === 'lost')
      process.stderr.write(`Standard output cannot be written (${error.message}). Make room where it goes, or send it elsewhere.\n`);
  });
  // There is nowhere left to say it.
  process.stderr.on('error', () => {});
  return async () => {
    await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
    // The error of a write is told a moment after the write.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return end === 'lost';
  };
}
