// Finds parallel tests that write the same package variable.
import type { GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { declaresName } from './declared-names.ts';

export const parallelSharesState: CodeRule = {
  id: 'testing/parallel-shares-state',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'Parallel tests write the same variable',
  messages: {
    shared: '`{func}` writes the package variable `{variable}`, which `{other}` uses in parallel.',
  },
  why:
    'This is a data race: the tests fail intermittently but never alone, and concurrent map writes crash ' +
    'the test binary.',
  exceptions: 'a lock guards the variable.',
  fix: 'Give each test its own value and pass it to the code under test, or remove `t.Parallel()`.',
  tradeOffs: 'Without `t.Parallel()` the tests take longer.',
  example:
    'prices := Prices{"tea": 100}\n' +
    'if got := prices.Total("tea", "tea"); got != 200 {\n' +
    '\tt.Fatalf("got %d", got)\n' +
    '}',
  references: ['https://pkg.go.dev/testing#T.Parallel', 'https://go.dev/doc/articles/race_detector'],
  prefilters: { file: /\.Parallel\(\)/ },
  nodes: ['assignment_statement', 'inc_statement', 'dec_statement'],
  check(node, file) {
    const test = file.declarationAround(node);
    if (test === null || !isParallelTest(test, file)) return null;
    const target = node.type === 'assignment_statement' ? node.childForFieldName('left') : node;
    const name = /^[\p{L}_][\p{L}\p{Nd}_]*/u.exec(file.text(target))?.[0];
    if (name === undefined || name === '_' || file.text(target).includes(',')) return null;
    if (declaresName(file.text(test), name) || isParameterOrRange(test, name, file)) return null;
    if (/\.R?Lock\(\)/.test(file.bodyText(test))) return null;
    const word = new RegExp(`\\b${asPattern(name)}\\b`);
    const other = descendants(file.file.root, 'function_declaration').find(
      (one) =>
        one.id !== test.id &&
        isParallelTest(one, file) &&
        word.test(file.bodyText(one)) &&
        !declaresName(file.text(one), name),
    );
    if (other === undefined) return null;
    return {
      node,
      message: 'shared',
      data: { variable: name, other: file.field(other, 'name') },
    };
  },
  // Names that neither test declares may still be those of a function around, or of another file: only variables of the
  // package count.
  confirm({ path, quote }, around) {
    const name = /^[\p{L}_][\p{L}\p{Nd}_]*/u.exec(quote)?.[0];
    const found = around.packageOf(path);
    if (found === null || name === undefined) return false;
    const declared = new RegExp(
      `^(?:var\\s+|\\t)(?:\\w+\\s*,\\s*)*${name}\\b\\s*(?:,\\s*\\w+\\s*)*(?:=|[*\\w\\[])`,
      'm',
    );
    return [...found.files, ...found.testFiles].some((one) => {
      const text = around.tree.text(one) ?? '';
      return [...text.matchAll(/^var (?:\([\s\S]*?^\)|[^\n]*)/gm)].some(([block]) => declared.test(block));
    });
  },
};

/** A test whose first level calls t.Parallel(). */
function isParallelTest(fn: GoNode, file: GoFile): boolean {
  if (fn.type !== 'function_declaration' || !/^Test/.test(file.field(fn, 'name'))) return false;
  const test = file.parametersOf(fn).find(({ type }) => type === '*testing.T')?.name;
  return test !== undefined && new RegExp(`^\\t${asPattern(test)}\\.Parallel\\(\\)`, 'm').test(file.bodyText(fn));
}

function isParameterOrRange(test: GoNode, name: string, file: GoFile): boolean {
  return descendants(test, 'func_literal').some((literal) =>
    file.parametersOf(literal).some((parameter) => parameter.name === name),
  );
}
