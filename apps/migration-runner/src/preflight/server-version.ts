/** The oldest PostgreSQL that the migration is tested on. */
const oldest = 15;

/** What is wrong with a server of this version, as `server_version` says it, and what to do; null when nothing is. */
export function versionProblem(version: string): string | null {
  if (Number.parseInt(version, 10) >= oldest) return null;
  return `PostgreSQL ${version}; ${oldest} or later is needed: upgrade the server first`;
}
