import type { Administration, AdministrationWrites, Edit, Person, Values } from '../administration/administration.ts';
import type { Field } from '../pages/form.ts';
import { z } from 'zod';

/** What a form was asked for, as its address names it: guids, empty where the address has none. */
export interface Target {
  account: string;
  project: string;
  person: string;
  company: string;
}

/** A form that is ready to be shown, and to be taken. */
export interface OpenTask {
  title: string;
  trail: readonly { href: string; text: string }[];
  /** A paragraph above the form. */
  lead?: string;
  fields: readonly Field[];
  /** What the form shows at first: of something that is there, what it holds. */
  values: Values;
  /** Digest of the values, when whoever stores them has given one. */
  seen?: string | undefined;
  submit: string;
  removes?: boolean;
  back: string;
  /** Takes what was typed; every mistake is named at the field of its path. */
  schema: z.ZodType<Values>;
  /** Writes it, and says where to go on. */
  write(writes: AdministrationWrites, typed: Values, edit: Edit): Promise<Written>;
}

export interface Written {
  href: string;
  /** Said on the next page; one of `doneWords`. */
  done: string;
  /** What was created, for HQ to have at once. */
  created?: { account: string; entity: 'project'; externalId: string };
}

/** One thing that an administrator does with a form. */
export interface Task {
  /** Its address, below the account's or the project's. */
  path: string;
  of: 'account' | 'project';
  /** null: what it is about is not there. */
  open(administration: Administration, target: Target, person: Person): Promise<OpenTask | null>;
}

/** Makes a task's `write` know the type of its schema's result. */
export function openTask<V extends Values>(
  task: Omit<OpenTask, 'schema' | 'write'> & {
    schema: z.ZodType<V>;
    write(writes: AdministrationWrites, typed: V, edit: Edit): Promise<Written>;
  },
): OpenTask {
  return task;
}

/** A task without anything to type: what it says, what it takes out, and where from. */
export function removal(
  task: Pick<OpenTask, 'title' | 'trail' | 'lead' | 'values' | 'seen' | 'submit' | 'back'> & {
    /** Where to go on when `back` is about what was removed. */
    next?: string;
  },
  remove: (writes: AdministrationWrites, edit: Edit) => Promise<void>,
): OpenTask {
  return openTask({
    ...task,
    fields: [],
    removes: true,
    schema: z.object({}),
    async write(writes, _typed, edit) {
      await remove(writes, edit);
      return { href: task.next ?? task.back, done: 'removed' };
    },
  });
}

export const accountHref = (account: string): string => `/accounts/${account}`;
export const projectHref = (project: string): string => `/projects/${project}`;
