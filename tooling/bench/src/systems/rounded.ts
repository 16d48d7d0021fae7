/** A figure to a thousandth: more of it no bench can tell. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
