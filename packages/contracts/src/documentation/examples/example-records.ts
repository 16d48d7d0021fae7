import type { Entity } from '../../v1/entities/index.ts';
import type { Envelope } from '../../v1/envelope.ts';

const account = '3f0c2a6e-8d51-4f0b-9f2e-1c7a5b9d4e01';
const person = '7b9e1d34-02c8-4a6f-b1d5-9e3f6a2c8d02';
const company = 'c41d8f27-6a93-4e1c-8b70-2d5e9f1a3c03';
const project = 'e85a3c90-1f47-4d2b-a6c8-7b0d4e9f2a04';

/** A small customer: one record of each entity, as the backfill sends them. */
export const exampleRecords: { [E in Entity]: Extract<Envelope<E>, { deleted: false }> } = {
  account: {
    externalId: account,
    version: 0,
    deleted: false,
    data: {
      name: 'Northwind Builders',
      kind: 'trial',
      trialEndsOn: '2027-01-31',
      status: 'active',
      country: 'US',
      timezone: 'America/Chicago',
      language: 'en',
      currency: 'USD',
      hqId: null,
    },
  },
  user: {
    externalId: person,
    version: 0,
    deleted: false,
    data: {
      email: 'Ann.Smith@example.com',
      autodeskId: 'asmith',
      oxygenUid: '201509281330042',
      firstName: 'Ann',
      lastName: 'Smith',
      phone: '+1 312 555 0100',
      jobTitle: 'Site manager',
      status: 'active',
      formerly: ['0d6b7e15-93fa-4c28-8e41-5a2c9d7b3f05'],
    },
  },
  company: {
    externalId: company,
    version: 0,
    deleted: false,
    data: {
      account,
      name: 'ACME Concrete, Inc.',
      trade: 'Concrete',
      category: 'Subcontractor',
      addressLine1: '12 Quarry Road',
      addressLine2: null,
      city: 'Chicago',
      stateOrProvince: 'Illinois',
      postalCode: '60601',
      country: 'US',
      phone: null,
      websiteUrl: 'https://acme.example.com',
      description: null,
      taxId: '12-3456789',
      erpId: null,
      formerly: [],
    },
  },
  accountMember: {
    externalId: `${account}:${person}`,
    version: 0,
    deleted: false,
    data: { account, user: person, role: 'account_admin', status: 'active', company },
  },
  project: {
    externalId: project,
    version: 0,
    deleted: false,
    data: {
      account,
      name: 'Harbour Bridge - Phase 2',
      jobNumber: 'HB-2',
      projectType: 'Bridge',
      status: 'active',
      startDate: '2026-03-02',
      endDate: '2028-09-30',
      value: '12500000.00',
      currency: 'USD',
      timezone: 'America/Chicago',
      language: 'en',
      addressLine1: 'Pier 4',
      addressLine2: null,
      city: 'Chicago',
      stateOrProvince: 'Illinois',
      postalCode: null,
      country: 'US',
      constructionType: null,
      contractType: null,
      template: false,
      trial: true,
      hqId: null,
    },
  },
  projectCompany: {
    externalId: `${project}:${company}`,
    version: 0,
    deleted: false,
    data: { project, company },
  },
  projectMember: {
    externalId: `${project}:${person}`,
    version: 0,
    deleted: false,
    data: {
      project,
      user: person,
      accessLevel: 'project_admin',
      roles: ['Project Manager', 'Superintendent'],
      services: [{ service: 'field', access: 'admin' }],
      company,
      status: 'active',
    },
  },
};

/** A live change: the company is gone. */
export const exampleTombstone = {
  externalId: company,
  version: 48213,
  deleted: true,
  data: null,
} as const satisfies Envelope;
