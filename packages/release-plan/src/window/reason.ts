/** Why a window is good or bad, in a plain sentence; `office` is its id, null: it is about no single office. */
export interface Reason {
  office: string | null;
  good: boolean;
  words: string;
}
