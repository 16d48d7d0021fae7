import type { Plan } from './plan.ts';

/** Ids of all that each step needs, directly or through others. A step that needs itself in a circle is among its own. */
export function allNeeds({ steps }: Pick<Plan, 'steps'>): Map<string, Set<string>> {
  const direct = new Map(steps.map(({ id, needs }) => [id, needs]));
  return new Map(
    steps.map(({ id }) => {
      const reached = new Set<string>();
      const left = [...(direct.get(id) ?? [])];
      for (let need = left.pop(); need !== undefined; need = left.pop()) {
        if (reached.has(need)) continue;
        reached.add(need);
        left.push(...(direct.get(need) ?? []));
      }
      return [id, reached];
    }),
  );
}
