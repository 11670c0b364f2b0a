// How a process ends.
import type { GoNode } from '../../go/parser.ts';
import { dirName } from '../../graph/modules.ts';
import type { GoFile } from '../engine/go-file.ts';
import { isCommandLine, isOfCommand } from '../engine/programs.ts';
import type { CodeRule } from '../engine/rule.ts';

const COULD = 'although it answers with an error';

function answersErrors(fn: GoNode, file: GoFile): boolean {
  return /\berror\)?$/.test(file.field(fn, 'result'));
}

/** Functions that say in their name that they run or end the process. */
const ENDS_BY_NAME =
  /^(main|init|run|serve|start|execute|usage|die|(must|exit|fatal|abort|testmain|mock)\w*)$|panic|interrupt|signal|crash|reexec/i;

export const exitOutsideMain: CodeRule = {
  id: 'operations/exit-outside-main',
  section: 'deployment-operations',
  severity: 'medium',
  inRequestPath: 'high',
  report: 'finding',
  judges: 'code',
  title: 'A package ends the whole process',
  why: '`os.Exit` and `log.Fatal` run no deferred call and leave no caller a choice: requests in flight are cut, buffers are not flushed, and neither a retry nor a test can happen around it.',
  exceptions: 'In main, in init, and in Must… functions that run at start.',
  fix: 'Return the error and let `main` decide.',
  tradeOffs: 'The signature gains an error that callers have to pass on.',
  example:
    'func Open(path string) (*Store, error) {\n\tif _, err := os.Stat(path); err != nil {\n\t\treturn nil, fmt.Errorf("open store: %w", err)\n\t}\n\t// …\n}',
  references: ['https://pkg.go.dev/os#Exit'],
  linters: ['revive', 'gocritic', 'forbidigo'],
  clausePattern: /\b(os\.Exit|log\.Fatal)/,
  prefilters: { file: /\.(?:Exit|Fatal(?:f|ln)?)\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (/main$/.test(file.packageName) || /(^|\/)(cmd|cli|commands?)(\/|$)/.test(file.path)) return null;
    if (isOfCommand(file)) return null;
    const exits =
      file.isCallOf(node, 'os', /^Exit$/) ||
      file.isCallOf(node, /^(log|github\.com\/sirupsen\/logrus)$/, /^Fatal(f|ln)?$/);
    const declaration = file.declarationAround(node);
    if (!exits || declaration === null || ENDS_BY_NAME.test(file.field(declaration, 'name'))) return null;
    const could = answersErrors(file.functionAround(node) ?? declaration, file) ? `, ${COULD}` : '';
    return {
      node,
      said: `${file.where(node)} of package ${file.packageName} calls \`${file.field(node, 'function')}\`${could}.`,
      subject: could,
    };
  },
  // Of a tool that a person runs, only what could have handed its error on is worth a word.
  confirm: ({ path, subject }, around) =>
    !around.isPartOfCommands(dirName(path)) && (subject !== '' || !isCommandLine(path, around)),
};
