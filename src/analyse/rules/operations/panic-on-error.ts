// Finds errors that become a panic where a caller could handle them.
import { splitLines } from '../../../text/lines.ts';
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { isWithinOnce } from '../engine/sync-once.ts';
import { isServiceCode, WIRING_FILE } from './service-code.ts';

/** Names of functions that run at start-up, or that say that they panic. */
const MAY_PANIC =
  /^(main|init|new|must|setup|connect|load|start|run|register|configure|bootstrap|migrate|provide|wire|serve|open|default|build|with[A-Z])|must|panic|orDie/i;

/** Calls that fail only because of a programming mistake, or when nothing can be done. */
const NEVER_FAILS =
  /rand\.|[mM]arshal|regexp\.|url\.Parse\(|hex\.|\.Write(String|Byte)?\(|Fprint|binary\.|template\.|uuid\.|time\.Load|big\.|Encode|embed|Must/;

/** Comments that say that it cannot happen. */
const EXPLAINED =
  /\/\/.*(?:never|cannot|can't|impossible|unreachable|should not|shouldn't|invariant|programm|bug|developer|recover)/i;

/** Characters of the value that are shown. */
const MAX_VALUE = 80;

export const panicOnError: CodeRule = {
  id: 'operations/panic-on-error',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'Error that a caller could handle becomes a panic',
  messages: {
    panics: '`{func}` panics with `{value}`.',
  },
  why:
    'Callers cannot retry or translate it: in a goroutine it crashes the process, in a net/http handler the client ' +
    'sees the connection close without a response.',
  exceptions: 'the program is starting, the function is named `Must…`, or the error can only be a programming mistake.',
  fix: 'Return the error, wrapped with what was attempted.',
  tradeOffs: 'The signature gains an error result that callers must handle.',
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
    const hit = { node, message: 'panics', data: { value: file.text(value).slice(0, MAX_VALUE) } };
    return isInGoroutine(node) ? { ...hit, severity: 'high' } : hit;
  },
  confirm: isServiceCode,
};

/** Whether a value is an error, or text made of one. */
function carriesError(value: GoNode | undefined, file: GoFile): boolean {
  if (value === undefined) return false;
  if (value.type === 'identifier') return /^(err|\w+Err)$/.test(file.text(value));
  return value.type === 'call_expression' && /(^|[(,\s])(err|\w+Err)(\.Error\(\))?\s*\)$/.test(file.text(value));
}

/** Whether a function around the call recovers: it passes a panic on. */
function isRecovered(node: GoNode, file: GoFile): boolean {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn))
    if (/\brecover\(\)/.test(file.text(fn))) return true;
  return false;
}

/** Whether the error can only be a programming mistake, by a comment or by the call that returned it. */
function isMistake(node: GoNode, file: GoFile): boolean {
  const lines = splitLines(file.file.text);
  const row = node.startPosition.row;
  const near = lines.slice(Math.max(0, row - 3), row + 1);
  return near.some((line) => EXPLAINED.test(line)) || near.some((line) => NEVER_FAILS.test(line));
}

function isInGoroutine(node: GoNode): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at.type === 'go_statement') return true;
  return false;
}
