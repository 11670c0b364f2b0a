// Finds init functions that do I/O or exit the process.
import { descendants, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { isServiceCode } from './service-code.ts';

/** Calls that reach outside the process or end it, by package. */
const WORKS: readonly (readonly [path: RegExp, name: RegExp])[] = [
  [/^os$/, /^(ReadFile|Open|OpenFile|Create|Mkdir(All)?|WriteFile|Remove(All)?|Exit|ReadDir)$/],
  [/^io\/ioutil$/, /^(ReadFile|WriteFile|ReadDir)$/],
  [/^net\/http$/, /^(Get|Post|Head|PostForm|ListenAndServe\w*)$/],
  [/^net$/, /^(Dial|Listen|Lookup)\w*$/],
  [/^os\/exec$/, /^Command(Context)?$/],
  [/^database\/sql$/, /^Open(DB)?$/],
  [/^gorm\.io\/gorm$/, /^Open$/],
  [/^github\.com\/aws\/aws-sdk-go-v2\/config$/, /^LoadDefaultConfig$/],
  [/^github\.com\/aws\/aws-sdk-go\/aws\/session$/, /^New(Session(WithOptions)?)?$/],
  [/^(log|github\.com\/sirupsen\/logrus)$/, /^(Fatal|Panic)(f|ln)?$/],
  [/^github\.com\/joho\/godotenv$/, /^(Load|Overload)$/],
];

export const workInInit: CodeRule = {
  id: 'operations/work-in-init',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'init does I/O or exits the process',
  messages: {
    worksInInit: '`init` of package {package} calls `{call}`.',
  },
  why:
    '`init` runs in every program and test that imports the package, even indirectly, before main has read flags or ' +
    'set up logging, and it cannot return an error.',
  exceptions: 'the package is `main`, or `init` only registers something without I/O.',
  fix: 'Move it into a constructor that main calls, and return the error.',
  tradeOffs: 'Programs that relied on the side effect of the import must call the constructor.',
  example: 'func Open(ctx context.Context, path string) (*Catalog, error)',
  references: [
    'https://go.dev/doc/effective_go#init',
    'https://google.github.io/styleguide/go/best-practices#global-state',
  ],
  linters: ['gochecknoinits'],
  prefilters: { file: /^func init\(\)/m },
  nodes: ['function_declaration'],
  check(node, file) {
    if (file.field(node, 'name') !== 'init' || /main$/.test(file.packageName)) return null;
    if (/(^|\/)(cmd|cli|commands?)\//.test(file.path)) return null;
    const call = descendants(node.childForFieldName('body'), 'call_expression').find(
      (one) => WORKS.some(([path, name]) => file.isCallOf(one, path, name)) && !isInNestedFunction(one, node),
    );
    if (call === undefined) return null;
    return {
      node: call,
      message: 'worksInInit',
      data: { package: file.packageName, call: file.field(call, 'function') },
    };
  },
  confirm: isServiceCode,
};
