// What shows when the service runs: measurements that never end, and how it stops.
import type { GoNode } from '../go/parser.ts';
import { asPattern, descendants, type RuleFile } from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

/** Values of which there are as many as requests, users or mistakes. */
const ENDLESS =
  /\.Error\(\)$|\.URL\.(?:Path|String\(\)|RawQuery)$|\bURL\.String\(\)$|\.RequestURI$|\.RemoteAddr$|(?:^|\.|get)_?(?:user|customer|session|request|trace|order|correlation|message|job|client_?ip)_?ids?(?:\(\))?$|(?:^|\.)(?:email|uuid|userName|username|clientIP)(?:\(\))?$|\.ClientIP\(\)$|\.RealIP\(\)$|\bUserAgent\(\)$|^time\.Now\(\)/i;

export const endlessLabel: CodeRule = {
  id: 'operations/endless-label',
  section: 'deployment-operations',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'A metric gets a label with endless values',
  why: 'Every new value of a label is a time series of its own, kept in this process and in Prometheus: memory grows with traffic until one of them falls over.',
  fine: 'Where the value comes from a short, fixed set.',
  fix: 'Label with a class of it (the route template, the kind of error) and put the value itself into the log.',
  tradeOffs: 'Single cases are found through logs and traces instead of metrics.',
  example: 'requests.WithLabelValues(r.Pattern, strconv.Itoa(status/100)+"xx").Inc()',
  references: ['https://prometheus.io/docs/practices/naming/#labels'],
  mentions: /WithLabelValues\(|prometheus\.Labels\s*\{/,
  nodes: ['call_expression', 'composite_literal'],
  check(node, file) {
    const label = labelsOf(node, file).find((value) => ENDLESS.test(file.text(value).trim()));
    if (label === undefined) return null;
    const value = file.text(label).trim();
    return { node, said: `${file.where(node)} labels a metric with \`${value}\`.`, subject: value };
  },
  // What a team labels its metrics with already was decided before this change (tenants, of which there are only some).
  holds({ subject }, around) {
    const known = new RegExp(`WithLabelValues\\((?:[^\\n]*[\\s,])?${asPattern(subject!)}[,)]`);
    return !around.stoodBefore(known, /(?<!_test)\.go$/);
  },
};

function labelsOf(node: GoNode, file: RuleFile): GoNode[] {
  if (node.type === 'call_expression')
    return /\.?WithLabelValues$/.test(file.field(node, 'function')) ? file.argumentsOf(node) : [];
  if (file.typeName(node.childForFieldName('type')) !== 'github.com/prometheus/client_golang/prometheus.Labels')
    return [];
  return descendants(node.childForFieldName('body'), 'keyed_element').flatMap(
    (element) => element.childForFieldName('value') ?? element.namedChildren.filter((one) => one !== null).slice(-1),
  );
}

const STOPS = /\.Shutdown\(|\.GracefulStop\(|signal\.Notify|\.ShutdownWithContext\(/;

export const noGracefulShutdown: CodeRule = {
  id: 'operations/no-graceful-shutdown',
  section: 'deployment-operations',
  severity: 'medium',
  voice: 'signal',
  judges: 'code',
  title: 'A server is never asked to finish',
  why: 'Every deployment sends SIGTERM, and the process ends at once: requests in flight are cut and their clients see errors.',
  fine: 'On a platform that drains for you (Lambda), or where a framework outside this module shuts down.',
  fix: 'Wait for the signal with `signal.NotifyContext` and call `Server.Shutdown` with a deadline.',
  tradeOffs: 'A stop takes as long as the longest request, up to the deadline.',
  example:
    'ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)\ndefer stop()\nserved := make(chan error, 1)\ngo func() { served <- server.ListenAndServe() }()\nselect {\ncase err := <-served:\n\treturn err\ncase <-ctx.Done():\n\tending, cancel := context.WithTimeout(context.Background(), 20*time.Second)\n\tdefer cancel()\n\treturn server.Shutdown(ending)\n}',
  references: ['https://pkg.go.dev/net/http#Server.Shutdown'],
  mentions: /\.ListenAndServe(?:TLS)?\(/,
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    if (callee === null || !/^ListenAndServe(TLS)?$/.test(callee.name) || !file.importsAny(/^net\/http$/)) return null;
    if (callee.package !== null && callee.package !== 'net/http') return null;
    return {
      node,
      said: `${file.where(node)} calls \`${callee.owner}.${callee.name}\`, and nothing in the module shuts a server down.`,
    };
  },
  holds: ({ path }, around) => around.findInModule(STOPS, path) === null,
};

export const serverCutOff: CodeRule = {
  id: 'operations/server-cut-off',
  section: 'deployment-operations',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'A server is closed where it should finish',
  why: 'Close ends every connection at once: whoever waits for an answer during a deployment gets a broken connection, and what the handler had begun stays half done.',
  fine: 'After Shutdown has run out of time.',
  fix: 'Call Shutdown with a deadline: it takes no new requests and waits for those in flight.',
  tradeOffs: 'A stop takes as long as the longest request, up to the deadline.',
  example:
    'shutdown, cancel := context.WithTimeout(context.Background(), 20*time.Second)\ndefer cancel()\nreturn server.Shutdown(shutdown)',
  references: ['https://pkg.go.dev/net/http#Server.Close', 'https://pkg.go.dev/net/http#Server.Shutdown'],
  mentions: /\bhttp\.Server\s*\{/,
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    if (callee?.name !== 'Close' || !/^\w+$/.test(callee.owner) || !file.importsAny(/^net\/http$/)) return null;
    const body = file.bodyText(file.declarationAround(node));
    const made = new RegExp(`\\b${callee.owner}\\s*(?::=|=|\\*?http\\.Server\\s*=)\\s*&?http\\.Server\\s*\\{`).test(
      body,
    );
    if (!made || /\.Shutdown\(/.test(file.file.text) || !/signal\.Notify|\.Done\(\)/.test(body)) return null;
    for (let at = node.parent; at !== null; at = at.parent) if (at.type === 'defer_statement') return null;
    return { node, said: `${file.where(node)} answers the signal to stop with \`${file.text(node)}\`.` };
  },
};

const LIVENESS = /^(?:handle|serve|get)?_?(?:live|liveness|livez|alive|islive|isalive)_?(?:check|probe|handler)?$/i;
const ANSWERS = /http\.(?:HandlerFunc|Handler|ResponseWriter)\b|gin\.Context|echo\.(?:Context|HandlerFunc)|fiber\.Ctx/;

export const livenessAsksDependency: CodeRule = {
  id: 'operations/liveness-asks-dependency',
  section: 'deployment-operations',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'A liveness probe asks a dependency',
  why: 'A failed liveness probe restarts the process: while the database is away every replica is restarted again and again, which mends nothing, throws away what they were doing, and meets the database with all of them at once when it is back.',
  fine: 'Where the platform only takes the process out of rotation, as a readiness probe does.',
  fix: 'Answer liveness from the process alone, and ask dependencies in the readiness probe.',
  tradeOffs:
    'A connection that never recovers by itself needs a remedy of its own: a deadline for each query, or a pool that opens new connections.',
  example:
    'mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })\nmux.HandleFunc("GET /readyz", ready(db))',
  references: ['https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/'],
  mentions: /\.Ping(?:Context)?\(/,
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    const declaration = file.declarationAround(node);
    if (callee === null || callee.package !== null || !/^Ping(Context)?$/.test(callee.name)) return null;
    if (!LIVENESS.test(file.field(declaration, 'name')) || !ANSWERS.test(file.text(declaration))) return null;
    return { node, said: `${file.where(node)} answers the liveness probe by \`${callee.owner}.${callee.name}\`.` };
  },
};
