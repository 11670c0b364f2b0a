// Finds structs that are both the JSON of an API and a database row.
import { descendants } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

const STORAGE_TAG = /\b(gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"(?!-")/;

const WIRE_TAG = /\bjson:"(?!-[",])/;

/** Names of types that are stored as they are sent. */
const STORED_AS_SENT = /readmodel|projection|event|outbox|snapshot|audit|log|cache|config|setting|document|view/i;

export const wireAndStorageInOne: CodeRule = {
  id: 'service/wire-and-storage-in-one',
  section: 'service-architecture',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'One struct is both API type and database row',
  messages: {
    both: '`{type}` has json and {tag} tags on {count} of its fields.',
  },
  why: 'Renaming a column breaks clients, and an internal field is one missing tag away from being exposed.',
  exceptions: 'the service is small and its API is its tables, or it is a read model or event stored as it is sent.',
  fix: 'Give the API its own type and map between the two in the handler.',
  tradeOffs: 'A second type and a mapping for each entity.',
  example:
    'func toResponse(o store.Order) OrderResponse {\n' + '\treturn OrderResponse{ID: o.ID, Cents: o.Cents}\n' + '}',
  references: ['https://threedots.tech/post/things-to-know-about-dry/'],
  prefilters: {
    file: /`[^`\n]*\bjson:"[^`\n]*\b(?:gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"|`[^`\n]*\b(?:gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"[^`\n]*\bjson:"/,
  },
  nodes: ['type_spec'],
  check(node, file) {
    const type = node.childForFieldName('type');
    const name = file.field(node, 'name');
    if (type?.type !== 'struct_type' || STORED_AS_SENT.test(name) || STORED_AS_SENT.test(file.path)) return null;
    const tags = descendants(type, 'field_declaration').map((field) => file.field(field, 'tag'));
    const storage = tags.flatMap((tag) => (WIRE_TAG.test(tag) ? (STORAGE_TAG.exec(tag)?.[1] ?? []) : []));
    const [tag, ...more] = storage;
    if (tag === undefined || more.length === 0) return null;
    return { node, message: 'both', data: { type: name, tag, count: storage.length } };
  },
};
