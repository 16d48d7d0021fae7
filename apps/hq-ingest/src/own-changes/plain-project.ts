/** What HQ's own people say nothing about when they create a project. */
export const plainProject = {
  jobNumber: null,
  status: 'active',
  addressLine1: null,
  addressLine2: null,
  city: null,
  stateOrProvince: null,
  postalCode: null,
  country: null,
  constructionType: null,
  contractType: null,
  template: false,
} as const;
