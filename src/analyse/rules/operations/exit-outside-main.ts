// Finds packages other than main that exit the process.
import type { GoNode } from '../../go/parser.ts';
import { dirName } from '../../graph/modules.ts';
import { isCommandLine, isOfCommand } from '../engine/command-or-server.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Names of functions that run or end the process. */
const ENDS_BY_NAME =
  /^(main|init|run|serve|start|execute|usage|die|(must|exit|fatal|abort|testmain|mock)\w*)$|panic|interrupt|signal|crash|reexec/i;

export const exitOutsideMain: CodeRule = {
  id: 'operations/exit-outside-main',
  section: 'deployment-operations',
  severity: 'medium',
  inRequestPath: 'high',
  report: 'finding',
  judges: 'code',
  title: 'Package other than main exits the process',
  messages: {
    exits: '`{func}` of package {package} calls `{call}`.',
    exitsInsteadOfReturning: '`{func}` of package {package} returns an error, but calls `{call}`.',
  },
  why:
    '`os.Exit` and `log.Fatal` skip deferred calls and leave the caller no choice: in-flight requests are cut off, ' +
    'buffers are not flushed, and the error can be neither retried nor tested.',
  exceptions: 'it is in `main` or in a `Must…` function that runs at start-up.',
  fix: 'Return the error and let `main` decide.',
  tradeOffs: 'The signature gains an error result that callers must handle.',
  example:
    'func Open(path string) (*Store, error) {\n' +
    '\tif _, err := os.Stat(path); err != nil {\n' +
    '\t\treturn nil, fmt.Errorf("open store: %w", err)\n' +
    '\t}\n' +
    '\t// …\n' +
    '}',
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
    const message = returnsError(file.functionAround(node) ?? declaration, file) ? 'exitsInsteadOfReturning' : 'exits';
    return { node, message, data: { package: file.packageName, call: file.field(node, 'function') } };
  },
  // In a tool that a person runs, only a function that could have returned its error is reported.
  confirm: ({ path, message }, around) =>
    !around.isPartOfCommands(dirName(path)) && (message === 'exitsInsteadOfReturning' || !isCommandLine(path, around)),
};

/** Whether the last result of a function is an error. */
function returnsError(fn: GoNode, file: GoFile): boolean {
  return /\berror\)?$/.test(file.field(fn, 'result'));
}
