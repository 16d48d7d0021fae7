/** Industry roles of a project member, a closed list. Source: HQ role lists of 2017. */
export const roles = [
  'Architect',
  'Contractor',
  'Construction Manager',
  'Designer',
  'Document Manager',
  'Engineer',
  'Estimator',
  'Executive',
  'Inspector',
  'IT',
  'Owner',
  'Project Engineer',
  'Project Manager',
  'Scheduler',
  'Subcontractor',
  'Superintendent',
  'BIM Manager',
  'VDC Manager',
] as const;

export type Role = (typeof roles)[number];
