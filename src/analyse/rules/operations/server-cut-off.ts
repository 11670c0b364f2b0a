// What shows when the service runs: measurements that never end, and how it stops.
import type { CodeRule } from '../engine/rule.ts';

export const serverCutOff: CodeRule = {
  id: 'operations/server-cut-off',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'A server is closed where it should finish',
  why: 'Close ends every connection at once: whoever waits for an answer during a deployment gets a broken connection, and what the handler had begun stays half done.',
  exceptions: 'After Shutdown has run out of time.',
  fix: 'Call Shutdown with a deadline: it takes no new requests and waits for those in flight.',
  tradeOffs: 'A stop takes as long as the longest request, up to the deadline.',
  example:
    'shutdown, cancel := context.WithTimeout(context.Background(), 20*time.Second)\ndefer cancel()\nreturn server.Shutdown(shutdown)',
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
    return { node, said: `${file.where(node)} answers the signal to stop with \`${file.text(node)}\`.` };
  },
};
