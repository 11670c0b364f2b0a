// What a package does unasked: reads its settings where they are used, works while it is imported, panics, prints.
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
  title: 'Importing a package starts work',
  why: 'init runs in every program and every test that imports the package, however indirectly, before main can read settings or set up a log; it can return no error, so a failure there ends the process or is ignored.',
  exceptions: 'In package main, and for registering something without I/O.',
  fix: 'Do it in a constructor that main calls, and return the error.',
  tradeOffs: 'Whoever relied on the import has to call the constructor.',
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
    return { node: call, said: `init of package ${file.packageName} calls \`${file.field(call, 'function')}\`.` };
  },
  confirm: isServiceCode,
};
