/** Construction types that HQ proposes. Source: BIM 360 parameters guide. */
export const constructionTypes = ['New Construction', 'Renovation'] as const;

export type ConstructionType = (typeof constructionTypes)[number];
