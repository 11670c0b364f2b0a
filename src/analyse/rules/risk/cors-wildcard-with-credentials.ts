// HTTP servers: those that wait for ever, and those that let every site in.

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
  title: 'CORS allows every origin together with credentials',
  why: 'Browsers refuse `*` together with credentials. A library either answers `*` all the same, and no other site can use the API with credentials, or it answers with whatever origin asked, as rs/cors up to 1.3.0, fiber before 2.52.1 and older releases of echo do: any site that a signed-in user visits then calls the API as that user.',
  exceptions: 'Never with cookies or other ambient credentials; a public, read-only API needs no credentials.',
  fix: 'List the origins that may send credentials, or leave `AllowCredentials` off.',
  tradeOffs: 'A list to keep up to date for each environment.',
  example: 'cors.Config{\n\tAllowOrigins:     []string{"https://app.example.com"},\n\tAllowCredentials: true,\n}',
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
    const said = `${file.where(node)} sets AllowCredentials for ${wild ? 'the origin "*"' : 'all origins'}.`;
    return { node: credentials, said };
  },
};
