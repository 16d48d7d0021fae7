/** Asks of each item, with at most so many answers on their way or not taken yet. They come in the order of the items. */
export async function* askedAhead<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
  most: number,
): AsyncGenerator<Answer> {
  const asked: Promise<Answer>[] = [];
  for (const item of items) {
    const answer = ask(item);
    // Whoever stops reading does not hear of it.
    answer.catch(() => {});
    asked.push(answer);
    if (asked.length === most) yield* first(asked);
  }
  while (asked.length > 0) yield* first(asked);
}

async function* first<Answer>(asked: Promise<Answer>[]): AsyncGenerator<Answer> {
  const answer = asked.shift();
  if (answer !== undefined) yield await answer;
}
