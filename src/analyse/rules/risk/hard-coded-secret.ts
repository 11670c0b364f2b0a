// Finds credentials in source text: of the secrets that are redacted anywhere, those that are nothing else.
import type { Severity } from '../../../domain/finding.ts';
import { findSecrets, type Secret } from '../../../text/secrets/find-secrets.ts';
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { MessageData } from '../engine/message.ts';
import type { CodeRule } from '../engine/rule.ts';

interface Report {
  /** Message id. */
  readonly message: string;
  /** Left out: the rule's own. */
  readonly severity?: Severity;
}

/** Kinds with a message of their own. */
const REPORTS: Readonly<Record<string, Report>> = {
  // The ID alone signs nothing, but it names the account and stands beside its secret.
  'AWS access key ID': { message: 'accessKeyId', severity: 'high' },
  'private key': { message: 'privateKey' },
  'GitHub token': { message: 'githubToken' },
  'Stripe access token': { message: 'stripeKey' },
  // It may have expired.
  'JSON Web Token': { message: 'jsonWebToken', severity: 'high' },
  'bearer token': { message: 'header', severity: 'high' },
  'basic credentials': { message: 'header', severity: 'high' },
  'HMAC key': { message: 'hmacKey', severity: 'high' },
};

/** Kinds that only the name of a value tells. */
const NAMED = new Set(['password', 'secret', 'token', 'key', 'API key']);

/** Characters before a literal in which the name of its value stands. */
const MAX_NAME = 120;
/** From a name to the literal: quotes, a type, an operator, a conversion. */
const ASSIGNED =
  /([A-Za-z_][\w-]{0,60})["'\]]{0,2}[ \t]{0,20}(?:\*?string[ \t]{1,20})?(?::=|==|!=|=|:|,)[ \t]{0,20}(?:[[\]\w.]{1,40}\()?$/;

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
    jsonWebToken: '`{func}` contains a JSON Web Token.',
    header: '`{func}` contains the credentials of an Authorization header.',
    hmacKey: '`{func}` contains the key of an HMAC.',
    address: '`{func}` contains a connection string with its password.',
    vendor: '`{func}` contains a credential: {kind}.',
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
  prefilters: { file: { test: (text) => findSecrets(text).length > 0 } },
  nodes: ['interpreted_string_literal', 'raw_string_literal'],
  check(node, file) {
    const secret = secretsOf(file).find(({ start }) => node.startIndex <= start && start < node.endIndex);
    if (secret === undefined) return null;
    const { message, data = {}, severity = hardCodedSecret.severity } = describe(secret, node, file);
    return { node, message, data, severity, quote: quoteBefore(secret, node, file) };
  },
};

/** Of the file that is being looked through. */
const known = new WeakMap<GoFile, readonly Secret[]>();

function secretsOf(file: GoFile): readonly Secret[] {
  const found = known.get(file) ?? findSecrets(file.file.text).filter(({ isCertain }) => isCertain);
  known.set(file, found);
  return found;
}

function describe({ kind, start }: Secret, node: GoNode, file: GoFile): Report & { readonly data?: MessageData } {
  const report = REPORTS[kind];
  if (report !== undefined) return report;
  if (kind.startsWith('Slack')) return { message: 'slackToken' };
  if (!NAMED.has(kind)) return { message: 'vendor', data: { kind } };
  // Within the literal something comes before it: the rest of an address.
  if (start > node.startIndex + 1) return { message: 'address', severity: 'high' };
  const [, name] = ASSIGNED.exec(file.file.text.slice(Math.max(0, node.startIndex - MAX_NAME), node.startIndex)) ?? [];
  return {
    severity: 'high',
    ...(name === undefined ? { message: 'vendor', data: { kind } } : { message: 'named', data: { name } }),
  };
}

/** Of these the first characters tell the kind, and nothing of the value. */
const PREFIXED = /^(?:AWS|GitHub|Slack|Stripe) /;
const PREFIX = 4;

/** The line up to the credential, which is not repeated. */
function quoteBefore({ kind, start }: Secret, node: GoNode, file: GoFile): string {
  const { text } = file.file;
  const lineStart = text.lastIndexOf('\n', node.startIndex - 1) + 1;
  const lineEnd = text.indexOf('\n', node.startIndex);
  const isBelow = lineEnd !== -1 && lineEnd < start;
  const end = isBelow ? node.startIndex + 1 + PREFIX : start + (PREFIXED.test(kind) ? PREFIX : 0);
  return text.slice(lineStart, end).trimStart();
}
