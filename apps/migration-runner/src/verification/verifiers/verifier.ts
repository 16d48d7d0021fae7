import type { Scope } from '../choose-scope.ts';
import type { Difference } from '../finding.ts';
import type { Look } from '../take-reading.ts';

/** What a first reading counts on its way. */
export interface Progress {
  /** Records of Field that were compared. */
  records: number;
  /** Pairs of account and entity that were not read to the end, because so much differed already. */
  unread: number;
  say(words: string): void;
}

/** One way to compare both systems. */
export interface Verifier {
  name: string;
  description: string;
  /** Agreement by it means that every column agrees; only such a pass clears a failed verdict. */
  whole: boolean;
  /** Verifiers, this one among them, whose findings are gone when this one does not see them: it sees all that they see. */
  disproves: readonly string[];
  /** Needs both systems as a whole, and cannot be asked for some accounts. */
  everything: boolean;
  /** The first reading: everything that differs. */
  look(look: Look, scope: Scope, progress: Progress): AsyncIterable<Difference>;
  /** A later reading: what still differs of these, and perhaps more, which is not looked at. */
  again(look: Look, open: readonly Difference[], scope: Scope): AsyncIterable<Difference>;
}
