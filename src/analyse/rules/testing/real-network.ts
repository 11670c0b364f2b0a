// Finds unit tests that use the real network.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule, Hit } from '../engine/rule.ts';
import { testOf } from './enclosing-test.ts';

/** Hosts that lead nowhere, by RFC 2606 and RFC 6761, or to the same machine. */
const NOWHERE =
  /^(localhost|127\.|0\.0\.0\.0|\[?::1|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|10\.|192\.168\.|([\w-]+\.)*(example(\.com|\.org|\.net)?|test|invalid|localhost|local|internal|svc)(:|\/|$))/i;

export const realNetwork: CodeRule = {
  id: 'testing/real-network',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'Unit test uses the real network',
  messages: {
    request: '`{func}` sends a request to `{host}`.',
    configuration: '`{func}` loads the AWS configuration of the machine that it runs on.',
  },
  why:
    'The test fails when that host is slow, down or changed, and in CI without outbound access; it also ' +
    'tests their service together with yours.',
  exceptions: 'it is an integration test behind a build tag, an environment variable or `testing.Short`.',
  fix:
    'Serve the response from `httptest.NewServer` or a fake `http.RoundTripper`, and keep one guarded ' +
    'test against the real service.',
  tradeOffs: 'A fake does not notice changes on the other side, so the guarded test must run somewhere.',
  example:
    'server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {\n' +
    '\tio.WriteString(w, `{"rate": 1.08}`)\n' +
    '}))\n' +
    'defer server.Close()\n' +
    'client := rates.New(server.URL)',
  references: ['https://pkg.go.dev/net/http/httptest#Server'],
  linters: ['noctx'],
  prefilters: {
    file: /"net\/http"[\s\S]*["`]https?:\/\/|\/config"[\s\S]*LoadDefaultConfig\(/,
    declaration: /https?:\/\/|LoadDefaultConfig\(/,
  },
  nodes: ['call_expression'],
  check(node, file) {
    if (/^[ \t]*\/\/(go:build|[ \t]*\+build)/m.test(file.file.text.split(/^package\s/m, 1)[0]!)) return null;
    if (/(^|\/)(integration|e2e|acceptance|system|live|smoke)/i.test(file.path)) return null;
    if (testOf(node, file) === null) return null;
    const message = outgoing(node, file);
    if (message === null) return null;
    const body = file.bodyText(file.declarationAround(node));
    // Kept apart by a condition, or caught on its way out.
    if (/\.Skip(?:f|Now)?\(|testing\.Short\(|RoundTrip|httpmock|gock\.|Transport|mock/i.test(body)) return null;
    return { node, ...message };
  },
};

/** What leaves the test; null where nothing does. */
function outgoing(node: GoNode, file: GoFile): Pick<Hit, 'message' | 'data'> | null {
  if (file.isCallOf(node, 'net/http', /^(Get|Post|Head|PostForm)$/)) {
    const url = /^["`]https?:\/\/([^"`]+)["`]$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    if (url === undefined || NOWHERE.test(url) || !url.includes('.')) return null;
    return { message: 'request', data: { host: url.split('/', 1)[0]! } };
  }
  if (!file.isCallOf(node, /^github\.com\/aws\/aws-sdk-go-v2\/config$/, /^LoadDefaultConfig$/)) return null;
  return /Credentials|Endpoint|Anonymous/.test(file.text(node)) ? null : { message: 'configuration' };
}
