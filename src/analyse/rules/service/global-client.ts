// Shapes that grow hard to change: structs with two masters, wide interfaces, and state that a package holds for ever
import { descendants, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

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
  report: 'finding',
  judges: 'code',
  title: 'A client is made when the package is loaded',
  why: 'It happens before main, in tests and in every tool that imports the package: an error cannot be returned, the order cannot be chosen, nothing closes it, and no test can put another one in its place.',
  exceptions: 'In Lambda functions, where a client of the package lives as long as the process and is meant to.',
  fix: 'Make it in main and hand it to what uses it.',
  tradeOffs: 'Constructors gain a parameter.',
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
      if (MAKERS.some(([path, maker]) => file.isCallOf(call, path, maker)))
        return {
          node,
          said: `\`${name}\` of package ${file.packageName} calls \`${file.field(call, 'function')}\` when it is loaded.`,
        };
    }
    return null;
  },
  confirm: ({ path }, around) => !around.modulePackages(path).some(({ imports }) => imports.includes(LAMBDA)),
};

const LAMBDA = 'github.com/aws/aws-lambda-go/lambda';
