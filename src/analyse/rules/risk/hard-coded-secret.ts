// Finds credentials in source text: only shapes that are credentials and nothing else.
import type { Severity } from '../../../domain/finding.ts';
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

interface Shape {
  /** Message id. */
  readonly kind: 'accessKeyId' | 'privateKey' | 'githubToken' | 'slackToken' | 'stripeKey';
  readonly pattern: RegExp;
  /** Left out: the rule's own. */
  readonly severity?: Severity;
}

const SHAPES: readonly Shape[] = [
  // The ID alone signs nothing, but it names the account and stands beside its secret.
  { kind: 'accessKeyId', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, severity: 'high' },
  { kind: 'privateKey', pattern: /-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----/ },
  { kind: 'githubToken', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/ },
  { kind: 'slackToken', pattern: /\bxox[abprs]-[0-9]{8,}-[0-9A-Za-z-]{10,}/ },
  { kind: 'stripeKey', pattern: /\b[sr]k_live_[0-9A-Za-z]{20,}\b/ },
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
  title: 'Credential is hard-coded in the source',
  messages: {
    accessKeyId: '`{func}` contains an AWS access key ID.',
    privateKey: '`{func}` contains a private key.',
    githubToken: '`{func}` contains a GitHub token.',
    slackToken: '`{func}` contains a Slack token.',
    stripeKey: '`{func}` contains a Stripe live key.',
    named: '`{func}` sets `{name}` to what looks like a real credential.',
  },
  why:
    'Anyone who can read the repository, a fork, its history or a binary has the credential; deleting ' +
    'the line does not revoke it.',
  exceptions: 'it is a made-up key in test code.',
  fix: 'Revoke it first, then load the new one at start-up from the environment or a secret store.',
  tradeOffs: 'One more setting in each environment.',
  example: 'key, err := secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(name)})',
  references: ['https://docs.github.com/code-security/secret-scanning/introduction/about-secret-scanning'],
  linters: ['gosec'],
  prefilters: {
    file: /AKIA|ASIA|PRIVATE KEY|gh[pousr]_|github_pat_|xox[abprs]-|[sr]k_live_|(?:[sS]ecret|[pP]assw(?:or)?d|[kK]ey|[tT]oken)"?\s*(?::|:?=|string\s*=)\s*"[0-9A-Za-z+/-]{32,}={0,2}"/,
  },
  nodes: ['interpreted_string_literal', 'raw_string_literal'],
  check(node, file) {
    const text = file.text(node);
    for (const { kind, pattern, severity = hardCodedSecret.severity } of NOT_REAL.test(text) ? [] : SHAPES) {
      // A key block needs its body: error messages and parsers only name the header.
      if (!pattern.test(text) || (kind === 'privateKey' && !/[A-Za-z0-9+/=]{40}/.test(text))) continue;
      return { node, message: kind, severity, quote: quoteWithoutSecret(node, file) };
    }
    const name = nameOf(node, text, file);
    if (name === null) return null;
    return { node, message: 'named', data: { name }, severity: 'high', quote: quoteWithoutSecret(node, file) };
  },
};

/** The name that such a value is given to; null where it is no credential by its name. */
function nameOf(node: GoNode, text: string, file: GoFile): string | null {
  if (!OPAQUE.test(text) || new Set(text).size < FEWEST_CHARACTERS || NOT_REAL.test(text)) return null;
  const start = file.file.text.lastIndexOf('\n', node.startIndex - 1) + 1;
  return NAMED.exec(file.file.text.slice(start, node.startIndex))?.[1] ?? null;
}

/** The line up to the first characters of the literal: the credential itself is not repeated. */
function quoteWithoutSecret(node: GoNode, file: GoFile): string {
  const before = file.file.text.slice(node.startIndex - lineTail(file.file.text, node.startIndex), node.startIndex);
  return `${before.trim() === '' ? '' : before}${file.text(node).slice(0, 5)}`;
}

/** Length of what stands on the line before `offset`, leading blanks aside. */
function lineTail(text: string, offset: number): number {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return line.trimStart().length;
}
