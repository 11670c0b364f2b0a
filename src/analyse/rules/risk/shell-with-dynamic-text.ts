// Calls over the network: without a limit in time, without a proof of who answers, and commands made of text.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Literals and numbers alone: nobody writes a command with these. */
function isOfNumbers(text: GoNode | undefined, file: GoFile): boolean {
  const rest = file
    .text(text)
    .replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '')
    .replace(/\bstrconv\.(?:Itoa|FormatInt|FormatUint|FormatBool)\([^()]*(?:\([^()]*\))?[^()]*\)/g, '');
  return /^[\s+]*$/.test(rest);
}

export const shellWithDynamicText: CodeRule = {
  id: 'risk/shell-with-dynamic-text',
  section: 'risk-mitigation',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: false },
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'A shell runs text that is put together at run time',
  why: 'Whatever gets into the text gets to run: a file name with a semicolon in it is a command.',
  exceptions: "When the text is the user's own command on the user's own machine.",
  fix: 'Run the program itself with its arguments apart, without a shell.',
  tradeOffs: 'Pipes and globs have to be written in Go.',
  example: 'cmd := exec.CommandContext(ctx, "git", "clone", "--", url, dir)',
  references: ['https://pkg.go.dev/os/exec'],
  linters: ['gosec'],
  prefilters: { file: /"-c"|"\/c"/i },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'os/exec', /^Command(Context)?$/) || /(^|\/)(cmd|cli|editor)\//.test(file.path))
      return null;
    const args = file.argumentsOf(node).slice(file.calleeOf(node)!.name === 'CommandContext' ? 1 : 0);
    const [shell, flag, text] = args;
    if (
      !/^["`](?:\/bin\/)?(?:ba|z|da)?sh["`]$|^["`]cmd(?:\.exe)?["`]$/.test(file.text(shell)) ||
      !/^"[-/]c"$/i.test(file.text(flag))
    )
      return null;
    const isPutTogether =
      text?.type === 'binary_expression' || (text !== undefined && file.isCallOf(text, 'fmt', /^Sprintf$/));
    if (!isPutTogether || isOfNumbers(text, file)) return null;
    return {
      node,
      said: `${file.where(node)} gives \`${file.text(text).split('\n', 1)[0]!.slice(0, 80)}\` to a shell.`,
    };
  },
};
