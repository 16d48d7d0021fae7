export { changeKinds } from './changes/change-kinds.ts';
export { type ChangesOptions, type ChangeTotals, runChanges } from './changes/run-changes.ts';
export { type Dirt, dirt } from './generator/dirt.ts';
export { seedField, type SeedOptions, type SeedReport } from './generator/seed-field.ts';
export { createLegacySchema } from './legacy-schema/legacy-schema.ts';
