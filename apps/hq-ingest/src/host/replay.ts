/** Remembers the ids of tokens until they expire, so that each is used once. Each server process remembers its own. */
export interface ReplayGuard {
  /** False when the id was used before. */
  use(id: string, expiresAtSeconds: number): boolean;
}

export function createReplayGuard(nowSeconds: () => number = () => Date.now() / 1000): ReplayGuard {
  // Two generations: ids live at most twice as long as they must, and forgetting costs nothing a request.
  const generationSeconds = 120;
  let current = new Map<string, number>();
  let previous = new Map<string, number>();
  let turned = nowSeconds();
  return {
    use(id, expiresAtSeconds) {
      const now = nowSeconds();
      if (now - turned > generationSeconds || now < turned - generationSeconds) {
        previous = current;
        current = new Map();
        turned = now;
      }
      if (current.has(id) || previous.has(id)) return false;
      current.set(id, expiresAtSeconds);
      return true;
    },
  };
}
