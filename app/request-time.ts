/** The server's clock, ms: every relative time of a first paint is counted from it. */
export function requestTime(): number {
  return Date.now();
}
