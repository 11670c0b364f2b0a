// Tests that race: with a goroutine that they started, or with each other.
import type { GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { isDeclaredIn } from './racing-tests.ts';

export const parallelSharesState: CodeRule = {
  id: 'testing/parallel-shares-state',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'Tests that run in parallel write the same variable',
  why: 'They run at the same time, so each sees what the other wrote: they fail now and then, together and never alone, and a map that two write at once ends the whole test process.',
  exceptions: 'Where each test writes a copy of its own, or a lock guards the variable.',
  fix: 'Give each test its own value, and the code under test a parameter for it; or take `t.Parallel()` away.',
  tradeOffs: 'Without `t.Parallel()` the package takes longer to test.',
  example:
    'prices := Prices{"tea": 100}\nif got := prices.Total("tea", "tea"); got != 200 {\n\tt.Fatalf("got %d", got)\n}',
  references: ['https://pkg.go.dev/testing#T.Parallel', 'https://go.dev/doc/articles/race_detector'],
  prefilters: { file: /\.Parallel\(\)/ },
  nodes: ['assignment_statement', 'inc_statement', 'dec_statement'],
  check(node, file) {
    const test = file.declarationAround(node);
    if (test === null || !isParallelTest(test, file)) return null;
    const target = node.type === 'assignment_statement' ? node.childForFieldName('left') : node;
    const name = /^[\p{L}_][\p{L}\p{Nd}_]*/u.exec(file.text(target))?.[0];
    if (name === undefined || name === '_' || file.text(target).includes(',')) return null;
    if (isDeclaredIn(file.text(test), name) || isParameterOrRange(test, name, file)) return null;
    if (/\.R?Lock\(\)/.test(file.bodyText(test))) return null;
    const word = new RegExp(`\\b${asPattern(name)}\\b`);
    const other = descendants(file.file.root, 'function_declaration').find(
      (one) =>
        one.id !== test.id &&
        isParallelTest(one, file) &&
        word.test(file.bodyText(one)) &&
        !isDeclaredIn(file.text(one), name),
    );
    if (other === undefined) return null;
    return {
      node,
      said: `${file.where(node)} writes \`${name}\` of the package while \`${file.field(other, 'name')}\`, which runs in parallel with it, uses it too.`,
    };
  },
  // Names that neither test declares may still be those of a function around, or of another file: only variables of the package count.
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
