import { expect, it } from 'vitest';
import { inFillingOrder } from './table-order.ts';

it('puts tables behind those that they refer to, and lets one refer to itself', () => {
  const tables = [
    { name: 'members', refersTo: ['projects', 'users'] },
    { name: 'projects', refersTo: ['accounts'] },
    { name: 'accounts', refersTo: ['accounts'] },
    { name: 'users', refersTo: [] },
  ];
  expect(inFillingOrder(tables)).toEqual(['accounts', 'users', 'projects', 'members']);
});

it('refuses a circle', () => {
  const circle = [
    { name: 'a', refersTo: ['b'] },
    { name: 'b', refersTo: ['a'] },
  ];
  expect(() => inFillingOrder(circle)).toThrow('a, b');
});
