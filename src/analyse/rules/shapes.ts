// Shapes that grow hard to change: structs with two masters, wide interfaces, and state that a package holds for everybody.
import { childrenOf } from '../go/parser.ts';
import { descendants, isInNestedFunction } from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

const STORAGE_TAG = /\b(gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"(?!-")/;
const WIRE_TAG = /\bjson:"(?!-[",])/;
/** Types whose purpose is to be stored as they are sent. */
const BOTH_ON_PURPOSE = /readmodel|projection|event|outbox|snapshot|audit|log|cache|config|setting|document|view/i;

export const wireAndStorage: CodeRule = {
  id: 'service/wire-and-storage-in-one',
  section: 'service-architecture',
  severity: 'medium',
  voice: 'signal',
  judges: 'code',
  title: 'One struct is both what clients see and what is stored',
  why: 'A column cannot be renamed without breaking clients, and a field that clients must not see is one forgotten tag away from them.',
  fine: 'In a small service whose API is its tables, and for read models and events that are stored as they are sent.',
  fix: 'Give the API a type of its own and map between the two where the handler ends.',
  tradeOffs: 'A second type and a mapping for each entity.',
  example: 'func toResponse(o store.Order) OrderResponse {\n\treturn OrderResponse{ID: o.ID, Cents: o.Cents}\n}',
  references: ['https://threedots.tech/post/things-to-know-about-dry/'],
  mentions:
    /`[^`\n]*\bjson:"[^`\n]*\b(?:gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"|`[^`\n]*\b(?:gorm|db|bson|dynamodbav|dynamo|bun|xorm|sql|pg|firestore|spanner):"[^`\n]*\bjson:"/,
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

/** Methods above which an interface is a class in disguise: https://github.com/sashamelentyev/interfacebloat */
const WIDE = 10;

export const wideInterface: CodeRule = {
  id: 'service/wide-interface',
  section: 'service-architecture',
  severity: 'low',
  voice: 'signal',
  judges: 'code',
  title: 'An interface grows past ten methods',
  why: 'Whoever needs one method depends on all of them, and every stand-in in tests has to have them.',
  fine: 'For the facade of a store or a generated service that nobody implements twice.',
  fix: 'Declare small interfaces where they are used, each with the methods that are called there.',
  tradeOffs: 'More names for the same type.',
  example: 'type orderReader interface {\n\tOrder(ctx context.Context, id string) (Order, error)\n}',
  references: ['https://go.dev/wiki/CodeReviewComments#interfaces', 'https://github.com/sashamelentyev/interfacebloat'],
  mentions: /\binterface\s*\{/,
  nodes: ['type_spec'],
  check(node, file) {
    const type = node.childForFieldName('type');
    if (type?.type !== 'interface_type') return null;
    const methods = childrenOf(type).filter((element) => element.type === 'method_elem').length;
    return methods <= WIDE ? null : { node, said: `\`${file.field(node, 'name')}\` has ${methods} methods.` };
  },
};

const MAKERS: readonly (readonly [path: RegExp, name: RegExp])[] = [
  [/^database\/sql$/, /^Open(DB)?$/],
  [/^github\.com\/jmoiron\/sqlx$/, /^(Must)?(Open|Connect)$/],
  [/^gorm\.io\/gorm$/, /^Open$/],
  [/^github\.com\/(redis\/go-redis|go-redis\/redis)(\/v\d+)?$/, /^New\w*Client$/],
  [/^github\.com\/aws\/aws-sdk-go-v2\/(config|service\/\w+)$/, /^(LoadDefaultConfig|NewFromConfig)$/],
  [/^github\.com\/aws\/aws-sdk-go\/aws\/session$/, /^(New|NewSession|NewSessionWithOptions|Must)$/],
  [/^go\.mongodb\.org\/mongo-driver(\/v2)?\/mongo$/, /^(Connect|NewClient)$/],
  [/^github\.com\/jackc\/pgx\/v\d+(\/pgxpool)?$/, /^(Connect|New|NewWithConfig)$/],
];

export const globalClient: CodeRule = {
  id: 'service/global-client',
  section: 'service-architecture',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'A client is made when the package is loaded',
  why: 'It happens before main, in tests and in every tool that imports the package: an error cannot be returned, the order cannot be chosen, nothing closes it, and no test can put another one in its place.',
  fine: 'In Lambda functions, where a client of the package lives as long as the process and is meant to.',
  fix: 'Make it in main and hand it to what uses it.',
  tradeOffs: 'Constructors gain a parameter.',
  example: 'type Store struct{ db *sql.DB }\n\nfunc NewStore(db *sql.DB) *Store { return &Store{db: db} }',
  references: ['https://peter.bourgon.org/blog/2017/06/09/theory-of-modern-go.html'],
  mentions:
    /\.(?:Open|OpenDB|Connect|New\w*Client|NewFromConfig|LoadDefaultConfig|NewSession\w*|Must|NewWithConfig|New)\(/,
  near: /^var\b/,
  nodes: ['var_spec'],
  check(node, file) {
    if (file.packageName === 'main' || file.importsAny(/aws-lambda-go/) || file.declarationAround(node) !== null)
      return null;
    for (const call of descendants(node.childForFieldName('value'), 'call_expression')) {
      if (isInNestedFunction(call, node)) continue;
      const name = file.field(node, 'name');
      if (MAKERS.some(([path, maker]) => file.isCallOf(call, path, maker)))
        return {
          node,
          said: `\`${name}\` of package ${file.packageName} calls \`${file.field(call, 'function')}\` when it is loaded.`,
        };
    }
    return null;
  },
  holds: ({ path }, around) => !around.modulePackages(path).some(({ imports }) => imports.includes(LAMBDA)),
};

const LAMBDA = 'github.com/aws/aws-lambda-go/lambda';
