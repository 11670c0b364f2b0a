// Finds HTTP servers that are closed on the stop signal instead of shut down.
import type { CodeRule } from '../engine/rule.ts';

export const serverCutOff: CodeRule = {
  id: 'operations/server-cut-off',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Server is closed instead of shut down gracefully',
  messages: {
    closed: '`{func}` handles the stop signal with `{call}`.',
  },
  why:
    '`Close` drops all connections at once: in every deployment clients with in-flight requests get an error, and ' +
    'the process exits before their handlers finish.',
  exceptions: '`Shutdown` has already timed out.',
  fix: 'Call `Shutdown` with a deadline; it stops accepting requests and waits for those in flight.',
  tradeOffs: 'A stop takes as long as the longest request, up to the deadline.',
  example:
    'shutdown, cancel := context.WithTimeout(context.Background(), 20*time.Second)\n' +
    'defer cancel()\n' +
    'return server.Shutdown(shutdown)',
  references: ['https://pkg.go.dev/net/http#Server.Close', 'https://pkg.go.dev/net/http#Server.Shutdown'],
  prefilters: { file: /\bhttp\.Server\s*\{/ },
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
    return { node, message: 'closed', data: { call: file.text(node) } };
  },
};
