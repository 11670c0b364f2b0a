// Finds credentials that are passed to a logger.
import type { GoNode } from '../../go/parser.ts';
import { asPattern, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

const LOGS =
  /^(?:Print|Debug|Info|Warn|Warning|Error|Fatal|Panic|Trace|Notice|Critical)(?:f|ln|w|S|Context|Ctx)?$|^Log(?:Attrs|f)?$/;

const LOGGERS =
  /(?:^|\.)(?:log|logger|slog|zap|logrus|klog|glog|zlog|sugar|lg|l)(?:\(\)|\(ctx\))?$|log(?:ger)?(?:\(\w*\))?$/i;

/** What makes an attribute of a log line: zap.String("k", v). */
const ATTRIBUTES = /^(?:String|Any|ByteString|Stringer|Reflect|Str|Interface)$/;

/** Names of values that are a credential as a whole. `token` alone is as often a word of a text. */
const CREDENTIAL =
  /(?:^|[._])(?!\w*(?:hash|hashed|encrypt|encrypted|mask|masked|redact|redacted|has|is|no|use|need|allow|require|valid|reset|forgot|len|count|num)(?:_|[A-Z]))\w*?(?:password|passwd|passphrase|client_?secret|secret_?key|secret_?access_?key|private_?key|api_?key|access_?token|refresh_?token|auth_?token|bearer_?token|id_?token|session_?token)$/i;

export const credentialInLog: CodeRule = {
  id: 'risk/credential-in-log',
  section: 'risk-mitigation',
  severity: 'high',
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'Credential is written to the log',
  messages: {
    credential: '`{func}` passes `{value}` to `{logger}`.',
    address: '`{func}` passes `{value}`, which contains a password, to `{logger}`.',
  },
  why:
    'Logs are kept for months, copied to other systems and read by more people than may use the ' +
    'credential; once logged, it must be rotated.',
  exceptions: 'the value is a name, a hash or a masked form.',
  fix:
    'Remove it, or log an identifier such as the user or key ID; for a URL log `URL.Redacted()`, which ' +
    'masks only the password, not the query.',
  tradeOffs: '',
  example: 'logger.InfoContext(ctx, "connecting", "address", address.Redacted())',
  references: [
    'https://owasp.org/Top10/A09_2021-Security_Logging_and_Monitoring_Failures/',
    'https://pkg.go.dev/net/url#URL.Redacted',
  ],
  prefilters: { file: /passw|passphrase|secret|private_?key|api_?key|_?token|UserPassword/i },
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    if (callee === null || !LOGS.test(callee.name) || !LOGGERS.test(callee.owner)) return null;
    for (const value of valuesOf(node, file)) {
      const text = file.text(value);
      const isCredential = /^(identifier|selector_expression)$/.test(value.type) && CREDENTIAL.test(text);
      if (!isCredential && !isAddressWithPassword(value, file)) continue;
      const data = { value: text, logger: `${callee.owner}.${callee.name}` };
      return { node, message: isCredential ? 'credential' : 'address', data };
    }
    return null;
  },
};

/** What a call writes: its arguments, and those of attributes among them. */
function valuesOf(call: GoNode, file: GoFile): readonly GoNode[] {
  return file.argumentsOf(call).flatMap((argument) => {
    const callee = argument.type === 'call_expression' ? file.calleeOf(argument) : null;
    return callee !== null && callee.package !== null && ATTRIBUTES.test(callee.name)
      ? file.argumentsOf(argument).slice(1)
      : [argument];
  });
}

/** A url.URL with a password, as text. */
function isAddressWithPassword(value: GoNode, file: GoFile): boolean {
  const name = /^(\w+)\.String\(\)$/.exec(file.text(value))?.[1];
  if (name === undefined) return false;
  const made = new RegExp(`\\b${asPattern(name)}\\s*:?=\\s*&?\\w+\\.URL\\{[^{}]*\\.UserPassword\\(`);
  return made.test(file.bodyText(file.declarationAround(value)));
}
