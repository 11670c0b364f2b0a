// Finds liveness probes that ping a dependency.
import type { CodeRule } from '../engine/rule.ts';

/** Names of functions that answer liveness probes. */
const LIVENESS = /^(?:handle|serve|get)?_?(?:live|liveness|livez|alive|islive|isalive)_?(?:check|probe|handler)?$/i;

/** Types of HTTP handlers. */
const ANSWERS = /http\.(?:HandlerFunc|Handler|ResponseWriter)\b|gin\.Context|echo\.(?:Context|HandlerFunc)|fiber\.Ctx/;

export const livenessAsksDependency: CodeRule = {
  id: 'operations/liveness-asks-dependency',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Liveness probe pings a dependency',
  messages: {
    pinged: '`{func}` answers the liveness probe with `{call}`.',
  },
  why:
    'While the dependency is down every replica fails its probe and is restarted, which fixes nothing and loses ' +
    'in-flight work; when it is back, all replicas reconnect at once.',
  exceptions: 'a failed probe only takes the replica out of rotation, as a readiness probe does.',
  fix: 'Answer liveness from process state alone and check dependencies in the readiness probe.',
  tradeOffs:
    'A connection that never recovers needs another remedy: query timeouts, or a pool that replaces bad connections.',
  example:
    'mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {\n' +
    '\tw.WriteHeader(http.StatusNoContent)\n' +
    '})\n' +
    'mux.HandleFunc("GET /readyz", ready(db))',
  references: ['https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/'],
  prefilters: { file: /\.Ping(?:Context)?\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    const declaration = file.declarationAround(node);
    if (callee === null || callee.package !== null || !/^Ping(Context)?$/.test(callee.name)) return null;
    if (!LIVENESS.test(file.field(declaration, 'name')) || !ANSWERS.test(file.text(declaration))) return null;
    return { node, message: 'pinged', data: { call: `${callee.owner}.${callee.name}` } };
  },
};
