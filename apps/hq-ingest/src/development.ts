/**
 * What stands for settings that are missing: the PostgreSQL and the keys of this checkout. They are loaded where they are asked for, so that a server with
 * all its settings needs no part of the testkit.
 */
export async function developmentUrl(): Promise<string> {
  const { developmentPostgres } = await import('@hq-field/testkit/development-postgres');
  return (await developmentPostgres()).url('hq');
}

export async function developmentKeys() {
  const keys = await import('@hq-field/testkit/development-keys');
  return keys.developmentKeys();
}
