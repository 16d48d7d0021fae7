import type { FieldDatabase } from '@hq-field/field-adapter';

/** How large the Field of a drill is, and how busy. */
export interface FieldSize {
  /** Accounts of its Field, 30 unless told; few where one is enough. */
  accounts?: number;
  /** Changes a second of Field's users, 20 unless told; 0 for none. */
  rate?: number;
  /** Records of an account on average, 150 unless told. */
  rowsPerAccount?: number;
  /** Records of a batch at most, 40 unless told: a walk of many pages, with a checkpoint behind each, also in a small Field. */
  batchSize?: number;
  /** Changes what Field holds, before capture is installed. */
  prepare?(field: FieldDatabase): Promise<void>;
}
