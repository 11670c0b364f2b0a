// Finds clients that are created in package variables.
import { descendants, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Functions that create a client, by import path. */
const CONSTRUCTORS: readonly (readonly [path: RegExp, name: RegExp])[] = [
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
  report: 'finding',
  judges: 'code',
  title: 'Client is created in a package variable',
  messages: {
    atInitialization: '`{name}` of package {package} calls `{call}` at package initialization.',
  },
  why:
    'It runs before main in every program and test that imports the package: errors cannot be returned, nothing ' +
    'closes the client, and tests cannot replace it.',
  exceptions: 'the program is a Lambda function, where a client is meant to live as long as the process.',
  fix: 'Create it in main and pass it to the code that uses it.',
  tradeOffs: 'Constructors get one more parameter.',
  example: 'type Store struct{ db *sql.DB }\n\nfunc NewStore(db *sql.DB) *Store { return &Store{db: db} }',
  references: ['https://peter.bourgon.org/blog/2017/06/09/theory-of-modern-go.html'],
  linters: ['gochecknoglobals'],
  prefilters: {
    file: /\.(?:Open|OpenDB|Connect|New\w*Client|NewFromConfig|LoadDefaultConfig|NewSession\w*|Must|NewWithConfig|New)\(/,
    declaration: /^var\b/,
  },
  nodes: ['var_spec'],
  check(node, file) {
    if (file.packageName === 'main' || file.importsAny(/aws-lambda-go/) || file.declarationAround(node) !== null)
      return null;
    for (const call of descendants(node.childForFieldName('value'), 'call_expression')) {
      if (isInNestedFunction(call, node)) continue;
      const name = file.field(node, 'name');
      if (CONSTRUCTORS.some(([path, names]) => file.isCallOf(call, path, names))) {
        const data = { name, package: file.packageName, call: file.field(call, 'function') };
        return { node, message: 'atInitialization', data };
      }
    }
    return null;
  },
  confirm: ({ path }, around) => !around.modulePackages(path).some(({ imports }) => imports.includes(LAMBDA)),
};

const LAMBDA = 'github.com/aws/aws-lambda-go/lambda';
