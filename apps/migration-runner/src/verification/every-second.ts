/** Answers true once a second at most, the first time after a second: what is said more often nobody reads. */
export function everySecond(): () => boolean {
  let at = performance.now();
  return () => {
    const isDue = performance.now() - at >= 1000;
    if (isDue) at = performance.now();
    return isDue;
  };
}
