// What shows when the service runs: measurements that never end, and how it stops.
import type { CodeRule } from '../engine/rule.ts';

const STOPS = /\.Shutdown\(|\.GracefulStop\(|signal\.Notify|\.ShutdownWithContext\(/;

export const noGracefulShutdown: CodeRule = {
  id: 'operations/no-graceful-shutdown',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'A server is never asked to finish',
  why: 'Every deployment sends SIGTERM, and the process ends at once: requests in flight are cut and their clients see errors.',
  exceptions: 'On a platform that drains for you (Lambda), or where a framework outside this module shuts down.',
  fix: 'Wait for the signal with `signal.NotifyContext` and call `Server.Shutdown` with a deadline.',
  tradeOffs: 'A stop takes as long as the longest request, up to the deadline.',
  example:
    'ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)\ndefer stop()\nserved := make(chan error, 1)\ngo func() { served <- server.ListenAndServe() }()\nselect {\ncase err := <-served:\n\treturn err\ncase <-ctx.Done():\n\tending, cancel := context.WithTimeout(context.Background(), 20*time.Second)\n\tdefer cancel()\n\treturn server.Shutdown(ending)\n}',
  references: ['https://pkg.go.dev/net/http#Server.Shutdown'],
  prefilters: { file: /\.ListenAndServe(?:TLS)?\(/ },
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
  confirm: ({ path }, around) => around.findInModule(STOPS, path) === null,
};
