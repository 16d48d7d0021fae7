import { entityKeys, entityNames } from '../../v1/entities/index.ts';
import { envelopes, recordKey } from '../../v1/envelope.ts';
import { words } from '../../v1/words.ts';
import { type Block, code, heading, json, link, list, type Page, paragraph } from '../document.ts';
import { exampleRecords, exampleTombstone } from '../examples/example-records.ts';
import { componentOf, type WordedSchema } from '../schemas/component-schemas.ts';
import { fieldTable } from './field-table.ts';

/** Every entity with its fields, and the envelope it travels in. */
export function entitiesPage(schemas: Readonly<Record<string, WordedSchema>>): Page {
  return {
    name: 'entities',
    title: 'Entities',
    blocks: [
      paragraph(
        `Seven entities, in dependency order: a record's parents are of entities before its own. ${entityNames.map((entity) => link(entity, `entity-${entity}`)).join(', ')}.`,
      ),
      paragraph(
        'Every field is always sent, null where it is empty. Empty text is null. Lengths count code points; NUL and lone surrogates are refused. A field that HQ does not know is refused, never lost.',
      ),
      ...entityNames.flatMap((entity) => entityBlocks(entity, schemas)),
      ...envelopeBlocks(schemas),
    ],
  };
}

function entityBlocks(entity: (typeof entityNames)[number], schemas: Readonly<Record<string, WordedSchema>>): Block[] {
  const name = `${entity.charAt(0).toUpperCase()}${entity.slice(1)}`;
  const { externalId, natural } = entityKeys[entity];
  return [
    { ...heading(2, entity, `entity-${entity}`) },
    paragraph(schemas[name]?.words?.meaning ?? ''),
    list([
      `externalId: ${externalId.startsWith('<') ? code(externalId) : externalId}`,
      `natural key, by which HQ finds a row that it has already: ${natural ?? 'none'}`,
    ]),
    fieldTable(schemas[name] ?? {}, entity),
    json(exampleRecords[entity], `A record of ${entity}`),
  ];
}

function envelopeBlocks(schemas: Readonly<Record<string, WordedSchema>>): Block[] {
  const [alive, gone] = (schemas[componentOf(envelopes.account)]?.['oneOf'] ?? []) as WordedSchema[];
  return [
    heading(2, 'Envelope', 'envelope'),
    paragraph(`${words.get(envelopes.account)?.meaning ?? ''} An envelope stands in the group of its entity.`),
    paragraph(alive?.words?.meaning ?? ''),
    fieldTable(alive ?? {}, 'envelope'),
    paragraph(gone?.words?.meaning ?? ''),
    fieldTable(gone ?? {}, 'tombstone'),
    json(exampleTombstone, 'A tombstone'),
    heading(2, 'RecordKey', 'schema-RecordKey'),
    paragraph(words.get(recordKey)?.meaning ?? ''),
    fieldTable(schemas['RecordKey'] ?? {}, 'RecordKey'),
  ];
}
