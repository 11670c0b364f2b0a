// Finds CORS settings that allow credentials from any origin.

import { literalField } from '../engine/composite-literal.ts';
import type { CodeRule } from '../engine/rule.ts';

export const corsWildcardWithCredentials: CodeRule = {
  id: 'risk/cors-wildcard-with-credentials',
  section: 'risk-mitigation',
  severity: 'medium',
  outsideServices: { severity: 'low', scripts: false },
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'CORS allows any origin with credentials',
  messages: {
    wildcard: '`{func}` sets `AllowCredentials` together with the origin "*".',
    allOrigins: '`{func}` sets `AllowCredentials` together with all origins.',
  },
  why:
    "Browsers reject `*` with credentials, so such calls fail; libraries that reflect the request's " +
    'origin instead (rs/cors up to 1.3.0, fiber before 2.52.1, older echo) let any site act as the ' +
    'signed-in user.',
  exceptions: 'never with cookies or other ambient credentials; a public read-only API needs none.',
  fix: 'List the origins that may send credentials, or turn `AllowCredentials` off.',
  tradeOffs: 'The list must be maintained for each environment.',
  example:
    'cors.Config{\n' +
    '\tAllowOrigins:     []string{"https://app.example.com"},\n' +
    '\tAllowCredentials: true,\n' +
    '}',
  references: [
    'https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS#credentialed_requests_and_wildcards',
    'https://nvd.nist.gov/vuln/detail/CVE-2018-20744',
  ],
  prefilters: { file: /AllowCredentials/ },
  nodes: ['composite_literal'],
  check(node, file) {
    const credentials = literalField(node, 'AllowCredentials', file);
    if (credentials === null || file.text(credentials) !== 'true') return null;
    const origins = literalField(node, 'AllowedOrigins', file) ?? literalField(node, 'AllowOrigins', file);
    const all = literalField(node, 'AllowAllOrigins', file);
    const wild = origins !== null && /(^|[{,\s])"\*"/.test(file.text(origins));
    if (!wild && file.text(all) !== 'true') return null;
    return { node: credentials, message: wild ? 'wildcard' : 'allOrigins' };
  },
};
