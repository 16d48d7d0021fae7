/** A table with those that its rows refer to. */
export interface TableReferences {
  name: string;
  refersTo: readonly string[];
}

/** Tables in an order in which rows can be filled in: each behind those that it refers to. Throws when they refer in a circle. */
export function inFillingOrder(tables: readonly TableReferences[]): string[] {
  const order: string[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const ready = left.filter((table) => table.refersTo.every((other) => other === table.name || order.includes(other)));
    if (ready.length === 0) throw new Error(`The tables ${left.map((table) => table.name).join(', ')} refer to each other in a circle.`);
    order.push(...ready.map((table) => table.name));
    left = left.filter((table) => !ready.includes(table));
  }
  return order;
}
