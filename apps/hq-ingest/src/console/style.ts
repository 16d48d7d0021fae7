import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const style = readFileSync(join(import.meta.dirname, 'style.css'), 'utf8');
