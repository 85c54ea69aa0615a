/** What a field says that may stay empty: null for nothing, NaN (which no schema takes) for what is no number. */
export function numberOrNull(text: string): number | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : Number(trimmed);
}
