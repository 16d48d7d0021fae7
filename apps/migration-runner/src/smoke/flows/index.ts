import type { Flow } from '../flow.ts';
import { administerProject } from './administer-project.ts';
import { createProject } from './create-project.ts';
import { createdAtHq } from './created-at-hq.ts';
import { freeTrial } from './free-trial.ts';

/** The four end-to-end smoke tests of release day. */
export const flows: readonly Flow[] = [administerProject, createProject, createdAtHq, freeTrial];
