import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toleranceSchema } from '../throttle/automatic/tolerance.ts';

const root = join(import.meta.dirname, '..', '..');
const operations = join(root, 'operations');
const metricsOf = (text: string) => new Set(text.match(/\bmigration_[a-z_]+/gu)?.map((name) => name.replace(/_bucket$/u, '')));
const known = metricsOf(readFileSync(join(import.meta.dirname, 'metrics.ts'), 'utf8'));

test.each(['grafana-dashboard.json', 'alerts.yaml'])('%s asks for metrics that the runner has, and no other', (file) => {
  const asked = metricsOf(readFileSync(join(operations, file), 'utf8'));
  expect(asked.size).toBeGreaterThan(5);
  expect([...asked].filter((name) => !known.has(name))).toEqual([]);
});

test('every metric stands in the README', () => {
  const documented = metricsOf(readFileSync(join(root, 'README.md'), 'utf8'));
  expect([...known].filter((name) => !documented.has(name))).toEqual([]);
});

test('the example of the configuration holds the defaults, and every file of operations is one that is described', () => {
  const { tolerance } = JSON.parse(readFileSync(join(operations, 'migration.config.example.json'), 'utf8')) as { tolerance: unknown };
  expect(tolerance).toEqual(toleranceSchema.parse({}));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  expect(readdirSync(operations).filter((file) => !readme.includes(file))).toEqual([]);
});
