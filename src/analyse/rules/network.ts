// Calls over the network: without a limit in time, without a proof of who answers, and commands made of text.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { alreadyThere } from './engine/existing-usage.ts';
import { asPattern, type RuleFile, withoutComments } from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';
import { purposeOf } from './engine/source-kind.ts';
import { fieldOf, typeOf } from './http-api.ts';

export const clientWithoutTimeout: CodeRule = {
  id: 'concurrency/http-client-without-timeout',
  section: 'concurrency-performance',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'An HTTP call that may wait for ever',
  why: 'Without a timeout, as in the default client, one slow peer holds the goroutine, and with it whatever waits for the answer, until the process is restarted.',
  fine: 'When every request carries a context with a deadline.',
  fix: 'Use one client of your own with a `Timeout`, or requests with a context that has a deadline (`http.NewRequestWithContext`).',
  tradeOffs:
    'Client.Timeout covers the body as well: set it for the longest answer you want, or bound phases in the Transport.',
  example: 'var client = &http.Client{Timeout: 10 * time.Second}',
  references: ['https://pkg.go.dev/net/http#Client'],
  mentions: /net\/http"[\s\S]*(?:\.(?:Get|Post|Head|PostForm)\(|\.Client\s*\{)/,
  near: /\.(?:Get|Post|Head|PostForm)\(|\.Client\s*\{/,
  nodes: ['call_expression', 'composite_literal'],
  precedent: alreadyThere(
    /^func (?:\([^)\n]*\) )?\w+\([^{}]*\*http\.Client\b[^{}]*\{[^}]*http\.Client\{[^}]*Timeout:|^var \w+ = &?http\.Client\{[^}]*Timeout:/m,
    (place) => `${place} has a client with a Timeout already.`,
  ),
  check(node, file) {
    if (file.packageName === 'main' || /(^|\/)(cmd|cli)\//.test(file.path)) return null;
    if (node.type === 'call_expression') {
      if (!file.isCallOf(node, 'net/http', /^(Get|Post|Head|PostForm)$/)) return null;
      return {
        node,
        said: `${file.where(node)} calls \`http.${file.calleeOf(node)!.name}\`, which uses the default client.`,
      };
    }
    if (typeOf(node, file) !== 'net/http.Client' || fieldOf(node, 'Timeout', file) !== null) return null;
    const kept = keptAs(node, file);
    if (kept !== null)
      return {
        node,
        said: `${file.where(node)} makes an \`http.Client\` without a Timeout, and \`${kept}\` takes no context.`,
      };
    // Else only where the client is used on the spot: one that is handed on may get contexts with its requests.
    const fn = file.functionAround(node);
    const body = file.bodyText(fn);
    const name = new RegExp(`\\b(\\w+)\\s*:?=\\s*&?${asPattern(withoutComments(file.text(node)))}`).exec(body)?.[1];
    if (name === undefined || !new RegExp(`\\b${name}\\.(?:Do|Get|Post|Head|PostForm)\\(`).test(body)) return null;
    if (/\.Timeout\s*=|NewRequestWithContext|\.WithContext\(/.test(body)) return null;
    return {
      node,
      said: `${file.where(node)} makes an \`http.Client\` without a Timeout, and its requests carry no context.`,
    };
  },
};

/** A call of this file that no context can end, on a client that it keeps in a field or at package level: "client.Get"; null where there is none. */
function keptAs(client: GoNode, file: RuleFile): string | null {
  const value = client.parent?.type === 'unary_expression' ? client.parent : client;
  const holder = value.parent?.parent ?? null;
  const target =
    holder?.type === 'keyed_element'
      ? `.${file.text(childrenOf(holder)[0])}`
      : holder?.type === 'assignment_statement'
        ? (/\.\w+$/.exec(file.field(holder, 'left'))?.[0] ?? '')
        : holder?.type === 'var_spec' && file.functionAround(client) === null
          ? file.field(holder, 'name')
          : '';
  if (!/^\.?\w+$/.test(target)) return null;
  const text = withoutComments(file.file.text);
  const used = `${target.startsWith('.') ? '' : '\\b'}${asPattern(target)}`;
  // A Get that is given a context is the method of something else.
  const method = new RegExp(`${used}\\.(Get|Post|Head|PostForm)\\((?!\\s*(?:ctx|context)\\b)`).exec(text)?.[1];
  if (method === undefined || new RegExp(`${used}\\.Timeout\\s*=`).test(text)) return null;
  return `${target.replace(/^\./, '')}.${method}`;
}

export const tlsVerifyOff: CodeRule = {
  id: 'risk/tls-verification-off',
  section: 'risk-mitigation',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: true },
  voice: 'finding',
  security: true,
  judges: 'code',
  title: 'TLS connections are made without checking who answers',
  why: 'With `InsecureSkipVerify` any certificate will do: whoever can step into the connection reads and changes what goes over it, credentials first.',
  fine: "In a scanner that looks at other people's certificates, or with `VerifyPeerCertificate` or `VerifyConnection` set to a check of its own.",
  fix: 'Trust the authority that signed the certificate (`RootCAs`), or set `ServerName` where the name differs.',
  tradeOffs: "The authority's certificate has to be shipped with the configuration.",
  example:
    'pool := x509.NewCertPool()\npool.AppendCertsFromPEM(ca)\nconfig := &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}',
  references: ['https://pkg.go.dev/crypto/tls#Config'],
  mentions: /InsecureSkipVerify/,
  nodes: ['composite_literal'],
  precedent: alreadyThere(/\bRootCAs:/, (place) => `${place} trusts an authority of its own already.`),
  check(node, file) {
    if (typeOf(node, file) !== 'crypto/tls.Config') return null;
    const value = fieldOf(node, 'InsecureSkipVerify', file);
    if (value === null || file.text(value) !== 'true') return null;
    if (['VerifyPeerCertificate', 'VerifyConnection'].some((name) => fieldOf(node, name, file) !== null)) return null;
    // An example that makes its own certificate calls itself.
    if (purposeOf(file.path) === 'example' && /\bx509\.CreateCertificate\(/.test(file.file.text)) return null;
    if (
      isOptIn(node, file) ||
      /localhost|127\.0\.0\.1|fingerprint|healthcheck|probe|scanner|_dev\.go/i.test(
        `${file.text(file.declarationAround(node))}${file.path}`,
      )
    )
      return null;
    return { node: value, said: `${file.where(node)} sets InsecureSkipVerify to true.` };
  },
};

/** Somebody has to ask for it: a flag, a setting, an environment. */
function isOptIn(node: GoNode, file: RuleFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (
      at.type === 'if_statement' &&
      /insecure|skip|verify|tls|dev|local|debug|test/i.test(file.field(at, 'condition'))
    )
      return true;
    if (/^(expression_case|type_case)$/.test(at.type)) return true;
  }
  // Asked before, with an early return, or kept under a name that says what it is.
  const before = file.file.text.slice(file.declarationAround(node)?.startIndex ?? node.startIndex, node.startIndex);
  const statement = before.slice(before.lastIndexOf('\n') + 1);
  if (
    /\bif\s+!?[\w.]*(?:insecure|skip_?(?:tls|ssl|cert)?_?verify|verify_?(?:tls|ssl|cert)|(?:tls|ssl|cert)_?verify)\w*\b/i.test(
      before,
    ) ||
    /insecure\w*[\w.]*\s*:?=/i.test(statement)
  )
    return true;
  return /insecure|skip|noverify/i.test(file.where(node));
}

/** Literals and numbers alone: nobody writes a command with these. */
function isOfNumbers(text: GoNode | undefined, file: RuleFile): boolean {
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
  alsoIn: { severity: 'medium', scripts: false },
  voice: 'finding',
  security: true,
  judges: 'code',
  title: 'A shell runs text that is put together at run time',
  why: 'Whatever gets into the text gets to run: a file name with a semicolon in it is a command.',
  fine: "When the text is the user's own command on the user's own machine.",
  fix: 'Run the program itself with its arguments apart, without a shell.',
  tradeOffs: 'Pipes and globs have to be written in Go.',
  example: 'cmd := exec.CommandContext(ctx, "git", "clone", "--", url, dir)',
  references: ['https://pkg.go.dev/os/exec'],
  mentions: /"-c"|"\/c"/i,
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
