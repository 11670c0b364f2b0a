// Finds TLS configurations that do not verify certificates.
import type { GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { sourceKindOf } from '../engine/source-kind.ts';

export const tlsVerificationOff: CodeRule = {
  id: 'risk/tls-verification-off',
  section: 'risk-mitigation',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'TLS certificate verification is disabled',
  messages: {
    disabled: '`{func}` sets `InsecureSkipVerify` to true.',
  },
  why:
    'Any certificate is accepted, so an attacker on the network path can read and change the traffic, ' +
    'credentials included.',
  exceptions:
    'it is a certificate scanner, or `VerifyConnection` does its own check (`VerifyPeerCertificate` does ' +
    'not run on resumed sessions).',
  fix: 'Add the signing CA to `RootCAs`, or set `ServerName` if the name differs.',
  tradeOffs: 'The CA certificate must be shipped with the configuration.',
  example:
    'pool := x509.NewCertPool()\n' +
    'pool.AppendCertsFromPEM(ca)\n' +
    'config := &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}',
  references: ['https://pkg.go.dev/crypto/tls#Config'],
  linters: ['gosec'],
  prefilters: { file: /InsecureSkipVerify/ },
  nodes: ['composite_literal'],
  existingUsage: findExistingUsage(/\bRootCAs:/, (place) => `${place} trusts an authority of its own already.`),
  check(node, file) {
    if (literalType(node, file) !== 'crypto/tls.Config') return null;
    const value = literalField(node, 'InsecureSkipVerify', file);
    if (value === null || file.text(value) !== 'true') return null;
    if (['VerifyPeerCertificate', 'VerifyConnection'].some((name) => literalField(node, name, file) !== null))
      return null;
    // An example that makes its own certificate calls itself.
    if (sourceKindOf(file.path) === 'example' && /\bx509\.CreateCertificate\(/.test(file.file.text)) return null;
    if (
      isOptIn(node, file) ||
      /localhost|127\.0\.0\.1|fingerprint|healthcheck|probe|scanner|_dev\.go/i.test(
        `${file.text(file.declarationAround(node))}${file.path}`,
      )
    )
      return null;
    return { node: value, message: 'disabled' };
  },
};

/** Somebody has to ask for it: a flag, a setting, an environment. */
function isOptIn(node: GoNode, file: GoFile): boolean {
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
    /insecure[\w.]*[ \t]*:?=/i.test(statement)
  )
    return true;
  return /insecure|skip|noverify/i.test(file.functionName(node) ?? '');
}
