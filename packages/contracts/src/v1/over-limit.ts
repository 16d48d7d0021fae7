import { z } from 'zod';

/**
 * Whether a request was refused for nothing but its size: limits (limits.ts) bound the records of a batch and the lists and the
 * number that stand at the top of a query; every other bound belongs to a record.
 */
export function isOverLimit(cause: unknown): boolean {
  return cause instanceof z.ZodError && cause.issues.length > 0 && cause.issues.every(namesLimit);
}

function namesLimit(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length !== 1) return false;
  return (issue.code === 'too_big' && issue.origin !== 'string') || (issue.code === 'custom' && issue.params?.['limit'] !== undefined);
}
