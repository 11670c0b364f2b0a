// Finds HTTP servers in modules that never shut one down.
import type { CodeRule } from '../engine/rule.ts';

/** Code that shuts a server down or waits for the stop signal. */
const STOPS = /\.Shutdown\(|\.GracefulStop\(|signal\.Notify|\.ShutdownWithContext\(/;

export const noGracefulShutdown: CodeRule = {
  id: 'operations/no-graceful-shutdown',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'HTTP server has no graceful shutdown',
  messages: {
    neverShutDown: '`{func}` calls `{call}`, and nothing in the module shuts the server down.',
  },
  why: 'On SIGTERM, which a rollout sends, the process exits at once and in-flight requests fail.',
  exceptions: 'the platform drains requests (Lambda), or a framework outside this module handles shutdown.',
  fix: 'Wait for the signal with `signal.NotifyContext` and call `Server.Shutdown` with a deadline.',
  tradeOffs: 'A stop takes as long as the longest request, up to the deadline.',
  example:
    'ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)\n' +
    'defer stop()\n' +
    'served := make(chan error, 1)\n' +
    'go func() { served <- server.ListenAndServe() }()\n' +
    'select {\n' +
    'case err := <-served:\n' +
    '\treturn err\n' +
    'case <-ctx.Done():\n' +
    '\tending, cancel := context.WithTimeout(context.Background(), 20*time.Second)\n' +
    '\tdefer cancel()\n' +
    '\treturn server.Shutdown(ending)\n' +
    '}',
  references: ['https://pkg.go.dev/net/http#Server.Shutdown'],
  prefilters: { file: /\.ListenAndServe(?:TLS)?\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    if (callee === null || !/^ListenAndServe(TLS)?$/.test(callee.name) || !file.importsAny(/^net\/http$/)) return null;
    if (callee.package !== null && callee.package !== 'net/http') return null;
    return { node, message: 'neverShutDown', data: { call: `${callee.owner}.${callee.name}` } };
  },
  confirm: ({ path }, around) => around.findInModule(STOPS, path) === null,
};
