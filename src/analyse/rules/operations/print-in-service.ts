// Finds services that print instead of logging.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { isOfCommand, SERVES } from '../engine/command-or-server.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Names of functions and files that are there to print. */
const PRINTS_BY_NAME =
  /print|dump|show|usage|banner|help|report|render|display|version|prompt|console|terminal|output|debug|tui|spinner|progress/i;

export const printInService: CodeRule = {
  id: 'operations/print-in-service',
  section: 'deployment-operations',
  severity: 'low',
  report: 'finding',
  judges: 'code',
  title: 'Service prints instead of logging',
  messages: {
    prints: '`{func}` calls `{call}`.',
  },
  why:
    'Printed lines have no level, time or request ID, so they cannot be filtered or correlated; leftover debug ' +
    'output can also expose data.',
  exceptions: 'the code is a command that talks to a person at a terminal.',
  fix: "Log it with the service's logger at the right level, or remove it.",
  tradeOffs: '',
  example: 'logger.DebugContext(ctx, "order loaded", "order", order.ID)',
  references: ['https://pkg.go.dev/log/slog'],
  linters: ['forbidigo'],
  prefilters: { file: /\bfmt\.Print(?:f|ln)?\(|\bprintln\(/ },
  nodes: ['call_expression'],
  existingUsage: findExistingUsage(
    /^[ \t]*(?:\w{1,80}[ \t]+)?"(?:log\/slog|go\.uber\.org\/zap|github\.com\/rs\/zerolog(?:\/log)?|github\.com\/sirupsen\/logrus)"/m,
    (place) => `This module logs with the logger imported in ${place}.`,
  ),
  check(node, file) {
    const isPrint = file.isCallOf(node, 'fmt', /^Print(f|ln)?$/) || file.field(node, 'function') === 'println';
    if (!isPrint || /main$/.test(file.packageName)) return null;
    if (/(^|\/)(cmd|cli|commands?|tui|ui|scripts?|migrations?|config)(\/|$)/.test(file.path)) return null;
    if (isOfCommand(file)) return null;
    if (PRINTS_BY_NAME.test(file.functionName(node) ?? '') || PRINTS_BY_NAME.test(file.path)) return null;
    if (talksToPerson(node, file) || file.importsAny(/^github\.com\/(aws\/aws-cdk-go|pulumi\/pulumi)\//)) return null;
    return { node, message: 'prints', data: { call: file.field(node, 'function') } };
  },
  // In a module that also holds commands, only what a request reaches is reported: the rest may talk to a person.
  confirm: ({ path, startLine }, around) => {
    if (around.findInModule(SERVES, path) === null) return false;
    return (
      around.findInModule(/"github\.com\/(?:spf13\/cobra|urfave\/cli|alecthomas\/kong)/, path) === null ||
      around.isInRequestPath(path, startLine)
    );
  },
};

/** Whether the code talks to a person: it reads their input, or exits right after its last line. */
function talksToPerson(node: GoNode, file: GoFile): boolean {
  if (/\bos\.Stdin\b|\bterm\.ReadPassword\(|\bfmt\.Scan\w*\(/.test(file.bodyText(file.declarationAround(node))))
    return true;
  const statement = node.parent;
  const siblings = statement?.parent == null ? [] : childrenOf(statement.parent);
  const next = siblings.slice(siblings.findIndex(({ id }) => id === statement?.id) + 1);
  const last = next.find((one) => !/^fmt\.Print/.test(file.text(one)));
  return last !== undefined && /^os\.Exit\(/.test(file.text(last));
}
