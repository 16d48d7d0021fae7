// How fast Field's extracts stream, next to COPY of the same rows in the same snapshot.
import { extractNames } from '@hq-field/contracts';
import { openField, openVerification } from '@hq-field/field-adapter';
import type postgres from 'postgres';

export interface Streamed {
  mb: number;
  extractSeconds: number;
  copySeconds: number;
}

/**
 * Streams every extract when what it reads has been computed, and then has its statement run once more on the connection of its snapshot,
 * where nobody looks at the bytes. Both must be as many.
 */
export async function copyExtracts(fieldUrl: string): Promise<Streamed> {
  const field = openField(fieldUrl, { max: 1 });
  const { sql, connection, copies } = listening(field);
  const snapshot = await openVerification(sql);
  const streamed: Streamed = { mb: 0, extractSeconds: 0, copySeconds: 0 };
  try {
    for (const name of extractNames) {
      await bytesOf(snapshot.extract(name));
      let at = performance.now();
      const bytes = await bytesOf(snapshot.extract(name));
      streamed.extractSeconds += (performance.now() - at) / 1000;
      const statement = copies.at(-1);
      if (statement === undefined) throw new Error(`The extract ${name} was not read by COPY; bench verify has to be changed with it.`);
      at = performance.now();
      const copied = await bytesOf(await connection().unsafe(statement).readable());
      streamed.copySeconds += (performance.now() - at) / 1000;
      if (copied !== bytes) throw new Error(`The extract ${name} has ${bytes} bytes, and COPY of the same rows ${copied}.`);
      streamed.mb += bytes / 1e6;
    }
  } finally {
    await snapshot.close();
    await field.end();
  }
  return streamed;
}

async function bytesOf(chunks: AsyncIterable<string | Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += Buffer.byteLength(chunk);
  return bytes;
}

/** The same database; its reserved connection, and the statements of COPY that were run there. */
function listening(field: postgres.Sql) {
  const copies: string[] = [];
  let reserved: postgres.ReservedSql | null = null;
  const reserve = async (): Promise<postgres.ReservedSql> => {
    const connection = await field.reserve();
    reserved = connection;
    return new Proxy(connection, {
      get(target, name, receiver) {
        if (name !== 'unsafe') return Reflect.get(target, name, receiver) as unknown;
        return (statement: string, parameters?: never[]) => {
          if (/^\s*copy /u.test(statement)) copies.push(statement);
          return target.unsafe(statement, parameters);
        };
      },
    });
  };
  return {
    sql: new Proxy(field, {
      get: (target, name, receiver) => (name === 'reserve' ? reserve : (Reflect.get(target, name, receiver) as unknown)),
    }),
    copies,
    connection(): postgres.ReservedSql {
      if (reserved === null) throw new Error('No connection was reserved.');
      return reserved;
    },
  };
}
