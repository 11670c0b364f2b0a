// Shapes that grow hard to change: structs with two masters, wide interfaces, and state that a package holds for ever
import { descendants } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

const STORAGE_TAG = /\b(gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"(?!-")/;

const WIRE_TAG = /\bjson:"(?!-[",])/;

/** Types whose purpose is to be stored as they are sent. */
const BOTH_ON_PURPOSE = /readmodel|projection|event|outbox|snapshot|audit|log|cache|config|setting|document|view/i;

export const wireAndStorageInOne: CodeRule = {
  id: 'service/wire-and-storage-in-one',
  section: 'service-architecture',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'One struct is both what clients see and what is stored',
  why: 'A column cannot be renamed without breaking clients, and a field that clients must not see is one forgotten tag away from them.',
  exceptions:
    'In a small service whose API is its tables, and for read models and events that are stored as they are sent.',
  fix: 'Give the API a type of its own and map between the two where the handler ends.',
  tradeOffs: 'A second type and a mapping for each entity.',
  example: 'func toResponse(o store.Order) OrderResponse {\n\treturn OrderResponse{ID: o.ID, Cents: o.Cents}\n}',
  references: ['https://threedots.tech/post/things-to-know-about-dry/'],
  prefilters: {
    file: /`[^`\n]*\bjson:"[^`\n]*\b(?:gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"|`[^`\n]*\b(?:gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"[^`\n]*\bjson:"/,
  },
  nodes: ['type_spec'],
  check(node, file) {
    const type = node.childForFieldName('type');
    const name = file.field(node, 'name');
    if (type?.type !== 'struct_type' || BOTH_ON_PURPOSE.test(name) || BOTH_ON_PURPOSE.test(file.path)) return null;
    const tags = descendants(type, 'field_declaration').map((field) => file.field(field, 'tag'));
    const both = tags.filter((tag) => WIRE_TAG.test(tag) && STORAGE_TAG.test(tag)).length;
    const storage = STORAGE_TAG.exec(tags.find((tag) => WIRE_TAG.test(tag) && STORAGE_TAG.test(tag)) ?? '')?.[1];
    return both < 2 ? null : { node, said: `\`${name}\` carries json and ${storage} tags on ${both} of its fields.` };
  },
};
