const escapesOfJson = /\\[^"\\]/;

/** A PostgreSQL array literal of values, in which any text goes. Several times as fast as the driver's own. */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  // JSON writes arrays as PostgreSQL does, but for the brackets, and for control characters and lone surrogates, which it escapes.
  const json = JSON.stringify(values);
  if (!escapesOfJson.test(json)) return `{${json.slice(1, -1)}}`;
  const elements = values.map((value) => (typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : String(value)));
  return `{${elements.join(',')}}`;
}
