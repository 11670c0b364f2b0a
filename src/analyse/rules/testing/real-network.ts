// Habits of tests that make them flaky, slow or blind: sleeping, the real network, the process's environment, asserti
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { testOf } from './test-habits.ts';

/** Hosts that lead nowhere, by RFC 2606 and RFC 6761, or to the same machine. */
const NOWHERE =
  /^(localhost|127\.|0\.0\.0\.0|\[?::1|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|10\.|192\.168\.|([\w-]+\.)*(example(\.com|\.org|\.net)?|test|invalid|localhost|local|internal|svc)(:|\/|$))/i;

export const networkInTest: CodeRule = {
  id: 'testing/real-network',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'A unit test talks to the real network',
  why: 'It fails when that host is slow, away or changed, and in every pipeline without a way out; and it tests their service with yours.',
  exceptions: 'In an integration test that a build tag, an environment variable or `testing.Short` keeps apart.',
  fix: 'Serve the answer from `httptest.NewServer`, or give the code an `http.RoundTripper` that answers; keep one guarded test against the real thing.',
  tradeOffs: 'A stand-in says nothing of changes on the other side: the guarded test has to run somewhere.',
  example:
    'server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {\n\tio.WriteString(w, `{"rate": 1.08}`)\n}))\ndefer server.Close()\nclient := rates.New(server.URL)',
  references: ['https://pkg.go.dev/net/http/httptest#Server'],
  linters: ['noctx'],
  prefilters: {
    file: /"net\/http"[\s\S]*["`]https?:\/\/|\/config"[\s\S]*LoadDefaultConfig\(/,
    declaration: /https?:\/\/|LoadDefaultConfig\(/,
  },
  nodes: ['call_expression'],
  check(node, file) {
    if (/^\s*\/\/(go:build|\s*\+build)/m.test(file.file.text.split(/^package\s/m, 1)[0]!)) return null;
    if (/(^|\/)(integration|e2e|acceptance|system|live|smoke)/i.test(file.path)) return null;
    if (testOf(node, file) === null) return null;
    const what = outgoing(node, file);
    if (what === null) return null;
    const body = file.bodyText(file.declarationAround(node));
    // Kept apart by a condition, or caught on its way out.
    if (/\.Skip(?:f|Now)?\(|testing\.Short\(|RoundTrip|httpmock|gock\.|Transport|mock/i.test(body)) return null;
    return { node, said: `${file.where(node)} ${what}.` };
  },
};

function outgoing(node: GoNode, file: GoFile): string | null {
  if (file.isCallOf(node, 'net/http', /^(Get|Post|Head|PostForm)$/)) {
    const url = /^["`]https?:\/\/([^"`]+)["`]$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    return url === undefined || NOWHERE.test(url) || !url.includes('.') ? null : `asks \`${url.split('/', 1)[0]}\``;
  }
  if (!file.isCallOf(node, /^github\.com\/aws\/aws-sdk-go-v2\/config$/, /^LoadDefaultConfig$/)) return null;
  return /Credentials|Endpoint|Anonymous/.test(file.text(node))
    ? null
    : 'loads the AWS configuration of whoever runs it';
}
