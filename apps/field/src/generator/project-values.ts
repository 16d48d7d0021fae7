import { type Generation, moment } from './generation.ts';
import { currencies, oddCurrencies } from './words.ts';

export function costAndCurrency({ random, dirtier }: Generation): { cost: string | null; cost_currency: string | null } {
  const currency = dirtier.falls('project-currency-unknown')
    ? 'doubloons'
    : random.pick(dirtier.falls('project-currency-odd') ? oddCurrencies : currencies);
  if (dirtier.falls('project-cost-negative')) return { cost: '-5.00', cost_currency: currency };
  if (dirtier.falls('project-cost-missing')) return { cost: null, cost_currency: currency };
  const cost = dirtier.falls('project-cost-large')
    ? random.pick(['1234567890123.45', '9999999999999.99', '0.00', '-0'])
    : (random.below(1e8) / 100).toFixed(2);
  return { cost, cost_currency: currency };
}

export function dates({ random, dirtier }: Generation): { start_date: string | null; completion_date: string | null } {
  if (dirtier.falls('project-dates-infinite'))
    return random.pick([
      { start_date: '2015-01-01', completion_date: 'infinity' },
      { start_date: '-infinity', completion_date: null },
    ]);
  if (dirtier.falls('project-dates-extreme'))
    return random.pick([
      { start_date: '0001-01-01', completion_date: '9999-12-31' },
      { start_date: '0001-02-03', completion_date: null },
    ]);
  const start = moment(random, 700).slice(0, 10);
  if (!dirtier.falls('project-dates-odd')) return { start_date: start, completion_date: `${2016 + random.below(4)}-06-30` };
  return random.pick([
    { start_date: null, completion_date: null },
    { start_date: start, completion_date: null },
    { start_date: start, completion_date: '2010-01-01' },
    { start_date: start, completion_date: start },
    { start_date: '2012-02-29', completion_date: null },
  ]);
}
