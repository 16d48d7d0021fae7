import { z } from 'zod';

/** What the walk needs of JSON Schema, as zod writes it. */
export interface SchemaNode {
  type?: string | string[];
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  enum?: string[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
}

export function schemaOf(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input' }) as SchemaNode;
}

/** The branch of a node that an example is of, and whether null may stand in its place. */
export function branchOf(node: SchemaNode, example: unknown): { node: SchemaNode; nullable: boolean } {
  if (Array.isArray(node.type)) {
    const types = node.type.filter((type) => type !== 'null');
    return { node: { ...node, type: types[0] ?? 'null' }, nullable: node.type.includes('null') };
  }
  const branches = node.anyOf ?? node.oneOf;
  if (branches === undefined) return { node, nullable: node.type === 'null' };
  const others = branches.filter(({ type }) => type !== 'null');
  const fitting = others.find((branch) => constantsFit(branch, example)) ?? others[0];
  if (fitting === undefined) throw new Error('The schema has a union of nothing but null.');
  return { node: fitting, nullable: others.length < branches.length };
}

function constantsFit({ properties = {} }: SchemaNode, example: unknown): boolean {
  const fields = Object.entries(properties).filter(([, property]) => property.const !== undefined);
  return fields.every(([name, property]) => (example as Record<string, unknown> | null)?.[name] === property.const);
}
