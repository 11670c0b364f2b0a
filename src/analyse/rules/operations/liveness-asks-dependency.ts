// What shows when the service runs: measurements that never end, and how it stops.
import type { CodeRule } from '../engine/rule.ts';

const LIVENESS = /^(?:handle|serve|get)?_?(?:live|liveness|livez|alive|islive|isalive)_?(?:check|probe|handler)?$/i;

const ANSWERS = /http\.(?:HandlerFunc|Handler|ResponseWriter)\b|gin\.Context|echo\.(?:Context|HandlerFunc)|fiber\.Ctx/;

export const livenessAsksDependency: CodeRule = {
  id: 'operations/liveness-asks-dependency',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'A liveness probe asks a dependency',
  why: 'A failed liveness probe restarts the process: while the database is away every replica is restarted again and again, which mends nothing, throws away what they were doing, and meets the database with all of them at once when it is back.',
  exceptions: 'Where the platform only takes the process out of rotation, as a readiness probe does.',
  fix: 'Answer liveness from the process alone, and ask dependencies in the readiness probe.',
  tradeOffs:
    'A connection that never recovers by itself needs a remedy of its own: a deadline for each query, or a pool that opens new connections.',
  example:
    'mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })\nmux.HandleFunc("GET /readyz", ready(db))',
  references: ['https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/'],
  prefilters: { file: /\.Ping(?:Context)?\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    const declaration = file.declarationAround(node);
    if (callee === null || callee.package !== null || !/^Ping(Context)?$/.test(callee.name)) return null;
    if (!LIVENESS.test(file.field(declaration, 'name')) || !ANSWERS.test(file.text(declaration))) return null;
    return { node, said: `${file.where(node)} answers the liveness probe by \`${callee.owner}.${callee.name}\`.` };
  },
};
