/** Contract types that HQ proposes. Source: BIM 360 parameters guide. */
export const contractTypes = [
  'Construction Management (CM) at Risk',
  'Design-Bid',
  'Design-Bid-Build',
  'Design-Build-Operate',
  'IPD',
] as const;

export type ContractType = (typeof contractTypes)[number];
