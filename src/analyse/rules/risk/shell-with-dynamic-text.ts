// Finds shell commands that are built from variable text.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Literals and numbers alone: nobody writes a command with these. */
function isOfNumbers(text: GoNode | undefined, file: GoFile): boolean {
  const rest = file
    .text(text)
    .replace(/"(?:[^"\\]|\\.)*"?|`[^`]*`?/g, '')
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
  title: 'Shell command is built from variable text',
  messages: {
    variableText: '`{func}` passes `{text}` to a shell.',
  },
  why:
    'Anyone who controls part of the text can run commands (command injection); a file name with a ' +
    'semicolon is enough.',
  exceptions: "the text is the user's own command on their own machine.",
  fix: 'Run the program directly with `exec.CommandContext` and separate arguments.',
  tradeOffs: 'Pipes and globs must be written in Go.',
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
      message: 'variableText',
      data: { text: file.text(text).split('\n', 1)[0]!.slice(0, 80) },
    };
  },
};
