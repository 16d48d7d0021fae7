/** The command line or the repository is not as it must be; the message says what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked could not be done. Exit code 3. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
