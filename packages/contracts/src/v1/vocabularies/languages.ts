/** Languages of Field. Source: project settings of Field; French since December 2017. */
export const languages = ['en', 'de', 'fr'] as const;

export type Language = (typeof languages)[number];
