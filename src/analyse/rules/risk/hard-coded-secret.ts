// Credentials in source text: only shapes that are credentials and nothing else.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule, Hit } from '../engine/rule.ts';

const SHAPES: readonly (readonly [what: string, shape: RegExp])[] = [
  ['an AWS access key id', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a private key', /-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ['a Slack token', /\bxox[abprs]-[0-9]{8,}-[0-9A-Za-z-]{10,}/],
  ['a Stripe live key', /\b[sr]k_live_[0-9A-Za-z]{20,}\b/],
];

/** A name that says credential, and a value that nobody reads or types: a UUID, or 32 characters and more of hexadecimal or base64. */
const NAMED =
  /(\w*(?:[sS]ecret|[pP]assw(?:or)?d|[aA]pi_?[kK]ey|[aA]uth_?[tT]oken|[aA]ccess_?[tT]oken|(?:[pP]rivate|[sS]ecret|[sS]igning|[eE]ncryption)_?[kK]ey))"?\s*(?::|:?=|\bstring\s*=)\s*$/;

const OPAQUE =
  /^"(?:[0-9A-Za-z]{8}(?:-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}|[0-9a-fA-F]{32,}|(?=[^"]*[a-z])(?=[^"]*[A-Z])(?=(?:[^"]*\d){4})[A-Za-z0-9+/]{32,}={0,2})"$/;

/** A value with fewer different characters is a placeholder. */
const FEWEST_CHARACTERS = 10;

/** Documentation keys, masks, and text that looks for such shapes. */
const NOT_REAL = /EXAMPLE|X{6,}|0{8,}|1234567890|[.*]{3,}|\[0-9A-Z\]|\[A-Za/;

export const hardCodedSecret: CodeRule = {
  id: 'risk/hard-coded-secret',
  section: 'risk-mitigation',
  severity: 'critical',
  outsideServices: { severity: 'critical', scripts: true },
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'A credential stands in the source',
  why: 'Whoever can read the repository, its forks, its history or a binary built from it has the credential; removing the line does not take it back.',
  exceptions: 'For a key that is made up for a test and stands in test code.',
  fix: 'Revoke it first, then read it at start from the environment or a secret store.',
  tradeOffs: 'One more thing to set up in each environment.',
  example: 'key, err := secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(name)})',
  references: ['https://docs.github.com/code-security/secret-scanning/introduction/about-secret-scanning'],
  linters: ['gosec'],
  prefilters: {
    file: /AKIA|ASIA|PRIVATE KEY|gh[pousr]_|github_pat_|xox[abprs]-|[sr]k_live_|(?:[sS]ecret|[pP]assw(?:or)?d|[kK]ey|[tT]oken)"?\s*(?::|:?=|string\s*=)\s*"[0-9A-Za-z+/-]{32,}={0,2}"/,
  },
  nodes: ['interpreted_string_literal', 'raw_string_literal'],
  check(node, file) {
    const text = file.text(node);
    for (const [what, shape] of SHAPES) {
      const match = shape.exec(text);
      // A key block needs its body: error messages and parsers only name the header.
      if (match === null || NOT_REAL.test(text) || (what === 'a private key' && !/[A-Za-z0-9+/=]{40}/.test(text)))
        continue;
      return hitOf(node, `holds ${what}`, file);
    }
    const name = nameOf(node, text, file);
    if (name === null) return null;
    return { ...hitOf(node, `sets \`${name}\` to what looks like a real credential`, file), severity: 'high' };
  },
};

/** The name that such a value is given to; null where it is no credential by its name. */
function nameOf(node: GoNode, text: string, file: GoFile): string | null {
  if (!OPAQUE.test(text) || new Set(text).size < FEWEST_CHARACTERS || NOT_REAL.test(text)) return null;
  const start = file.file.text.lastIndexOf('\n', node.startIndex - 1) + 1;
  return NAMED.exec(file.file.text.slice(start, node.startIndex))?.[1] ?? null;
}

/** The credential itself is not repeated: the quote ends with the first characters of the literal. */
function hitOf(node: GoNode, what: string, file: GoFile): Hit {
  const before = file.file.text.slice(node.startIndex - lineTail(file.file.text, node.startIndex), node.startIndex);
  const quote = `${before.trim() === '' ? '' : before}${file.text(node).slice(0, 5)}`;
  return { node, said: `${file.where(node)} ${what}.`, quote };
}

/** Length of what stands on the line before `offset`, leading blanks aside. */
function lineTail(text: string, offset: number): number {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return line.trimStart().length;
}
