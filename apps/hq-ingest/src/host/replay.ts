/**
 * Remembers the ids of tokens for 120 to 240 seconds, so that each is used once: a token lives for 60, and the clocks may differ by 5. Each server process
 * remembers its own.
 */
export interface ReplayGuard {
  /** False when the id was used before. */
  use(id: string): boolean;
}

export function createReplayGuard(nowSeconds: () => number = () => Date.now() / 1000): ReplayGuard {
  // Two generations: an id outlives its own by one, and forgetting costs nothing a request. While nothing comes, nothing is forgotten.
  const generationSeconds = 120;
  let current = new Set<string>();
  let previous = new Set<string>();
  let turned = nowSeconds();
  return {
    use(id) {
      const now = nowSeconds();
      if (now - turned > generationSeconds || now < turned - generationSeconds) {
        previous = current;
        current = new Set();
        turned = now;
      }
      if (current.has(id) || previous.has(id)) return false;
      current.add(id);
      return true;
    },
  };
}
