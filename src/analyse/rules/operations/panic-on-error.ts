// What a package does unasked: reads its settings where they are used, works while it is imported, panics, prints.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { isWithinOnce } from '../engine/sync-once.ts';
import { isServiceCode, WIRING_FILE } from './service-code.ts';

/** Runs at start, or says in its name that it panics. */
const MAY_PANIC =
  /^(main|init|new|must|setup|connect|load|start|run|register|configure|bootstrap|migrate|provide|wire|serve|open|default|build|with[A-Z])|must|panic|orDie/i;

/** Calls that fail only by a mistake in the program, or when nothing can be done. */
const NEVER_FAILS =
  /rand\.|[mM]arshal|regexp\.|url\.Parse\(|hex\.|\.Write(String|Byte)?\(|Fprint|binary\.|template\.|uuid\.|time\.Load|big\.|Encode|embed|Must/;

const SAID_SO =
  /\/\/.*(?:never|cannot|can't|impossible|unreachable|should not|shouldn't|invariant|programm|bug|developer|recover)/i;

export const panicOnError: CodeRule = {
  id: 'operations/panic-on-error',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'An error that a caller could handle becomes a panic',
  why: 'Nobody up the stack can retry, translate or count it: in a goroutine of its own it ends the process with all requests in flight, in a handler it becomes an empty answer and a stack trace.',
  exceptions:
    'While the program starts, in Must… functions, and where the error would be a mistake in the program itself.',
  fix: 'Return the error with a word on what was tried.',
  tradeOffs: 'The signature gains an error that callers have to pass on.',
  example: 'if err != nil {\n\treturn fmt.Errorf("load order %s: %w", id, err)\n}',
  references: ['https://go.dev/wiki/CodeReviewComments#dont-panic'],
  linters: ['forbidigo', 'gocritic'],
  prefilters: { file: /\bpanic\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (file.field(node, 'function') !== 'panic' || /main$/.test(file.packageName)) return null;
    const [value] = file.argumentsOf(node);
    const declaration = file.declarationAround(node);
    if (declaration === null || !carriesError(value, file)) return null;
    if (MAY_PANIC.test(file.field(declaration, 'name')) || WIRING_FILE.test(file.path)) return null;
    if (isRecovered(node, file) || isMistake(node, file) || isWithinOnce(node, file)) return null;
    const said = `${file.where(node)} panics with \`${file.text(value).slice(0, 80)}\`.`;
    return isInGoroutine(node) ? { node, said, severity: 'high' } : { node, said };
  },
  confirm: isServiceCode,
};

function carriesError(value: GoNode | undefined, file: GoFile): boolean {
  if (value === undefined) return false;
  if (value.type === 'identifier') return /^(err|\w+Err)$/.test(file.text(value));
  return value.type === 'call_expression' && /(^|[(,\s])(err|\w+Err)(\.Error\(\))?\s*\)$/.test(file.text(value));
}

/** Within a recover: somebody else's panic is passed on. */
function isRecovered(node: GoNode, file: GoFile): boolean {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn))
    if (/\brecover\(\)/.test(file.text(fn))) return true;
  return false;
}

/** A comment says that it cannot happen, or the call fails only by a mistake in the program. */
function isMistake(node: GoNode, file: GoFile): boolean {
  const lines = file.file.text.split('\n');
  const row = node.startPosition.row;
  const near = lines.slice(Math.max(0, row - 3), row + 1);
  return near.some((line) => SAID_SO.test(line)) || near.some((line) => NEVER_FAILS.test(line));
}

function isInGoroutine(node: GoNode): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at.type === 'go_statement') return true;
  return false;
}
