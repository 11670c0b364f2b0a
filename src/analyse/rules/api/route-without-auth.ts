// Routes that differ from the others beside them: without the authentication that they have, or without their version
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { GUARDS, OPEN, type Route, siblingsOf } from './sibling-routes.ts';

/** The router itself asks everybody: routes on it need no word of their own. */
function usesGuard(fn: GoNode, router: string, file: GoFile): boolean {
  const owner = router.slice(0, router.indexOf('#')).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const uses = new RegExp(
    `\\b${owner}\\.Use\\(([^\\n]*)|\\b${owner}\\s*:?=\\s*[^\\n]*(?:Group|Route|With)\\(([^\\n]*)`,
    'g',
  );
  return [...file.bodyText(fn).matchAll(uses)].some((found) => GUARDS.test(`${found[1] ?? ''}${found[2] ?? ''}`));
}

export const routeWithoutAuth: CodeRule = {
  id: 'api/route-without-auth',
  section: 'api-design',
  severity: 'high',
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'A route is registered without the authentication of its siblings',
  why: 'Unless its handler asks who is calling, whoever finds the path may call it.',
  exceptions:
    'For a route that is public on purpose, or whose handler checks the caller itself; then a name or a comment should say so.',
  fix: 'Register it with the same middleware as the routes beside it, or move those into a group that carries the middleware, so that no route can be without.',
  tradeOffs: 'With a group, public routes have to be registered outside of it.',
  example: 'orders := r.Group("/orders", auth.Required())\norders.GET("", h.List)\norders.DELETE("/:id", h.Cancel)',
  references: ['https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/'],
  prefilters: { file: /\.(?:GET|POST|Get|Post|HandleFunc|Handle)\(\s*["`]/ },
  nodes: ['call_expression'],
  check(node, file) {
    const found = siblingsOf(node, file);
    if (found === null) return null;
    const { route, routes, fn } = found;
    const bare = routes.filter(
      (one) => one.guard === null && !OPEN.test(one.path) && !saysPublic(one, file) && !answersNothing(one, file),
    );
    const guarded = routes.filter((one) => one.guard !== null);
    // Most of them ask, and nearly all that do not are public by their path.
    if (!bare.includes(route) || guarded.length < 3 || bare.length > guarded.length / 3) return null;
    if (usesGuard(fn, route.router, file)) return null;
    const words = [...new Set(guarded.map((one) => `\`${one.guard}\``))].slice(0, 2).join(' or ');
    return {
      node,
      said: `${file.where(node)} registers \`${route.shown}\` with nothing in front of its handler, while ${guarded.length} routes beside it name ${words}.`,
    };
  },
};

/** A handler whose name says that there is nothing behind the route any more, or not yet. */
function answersNothing({ call }: Route, file: GoFile): boolean {
  const names = file
    .argumentsOf(call)
    .slice(1)
    .map((one) => file.text(one));
  return names.some((name) =>
    /(^|\.)(gone|not_?implemented|not_?found|method_?not_?allowed|deprecated|removed|redirect\w*)(\(|$)/i.test(name),
  );
}

function saysPublic({ call }: Route, file: GoFile): boolean {
  const lines = file.file.text.split('\n');
  const row = call.startPosition.row;
  const comments = [lines[row - 1], lines[row]].map((line) => /\/\/.*/.exec(line ?? '')?.[0] ?? '').join(' ');
  return (
    /public|no auth|unauth|anonym|without auth|open/i.test(comments) ||
    /public|anonym|noauth|unauth/i.test(file.text(call))
  );
}
