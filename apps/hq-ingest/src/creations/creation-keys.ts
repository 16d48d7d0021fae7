import type { Queryable } from '../hq-db/connections.ts';

/** Binds a key to a body, unless it is bound already. Returns what it is bound to, and the answer that is kept. */
export async function bindKey(sql: Queryable, key: string, bodySha256: string): Promise<{ bodySha256: string; answer: string | null }> {
  await sql.unsafe(
    `insert into creations (idempotency_key, body_sha256) values ($1::uuid, $2) on conflict (idempotency_key) do nothing`,
    [key, bodySha256],
    { prepare: true },
  );
  const [row] = await sql.unsafe<{ body_sha256: string; answer: string | null }[]>(
    `select body_sha256, answer from creations where idempotency_key = $1::uuid`,
    [key],
    { prepare: true },
  );
  if (row === undefined) throw new Error('A key that was bound a moment ago is gone.');
  return { bodySha256: row.body_sha256, answer: row.answer };
}

/** Keeps an answer, unless one is kept already. Returns the one that is kept: whoever comes first decides for all. */
export async function keepAnswer(sql: Queryable, key: string, answer: string): Promise<string> {
  const [row] = await sql.unsafe<{ answer: string }[]>(
    `update creations set answer = coalesce(answer, $2) where idempotency_key = $1::uuid returning answer`,
    [key, answer],
    { prepare: true },
  );
  if (row === undefined) throw new Error('A key that was bound a moment ago is gone.');
  return row.answer;
}
