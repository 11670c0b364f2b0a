// Finds routes that lack the auth middleware of the routes beside them.
import { splitLines } from '../../../text/lines.ts';
import type { GoNode } from '../../go/parser.ts';
import { asPattern, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { GUARDS, PUBLIC_PATH, type Route, type RouteGroup, type Router, siblingsOf } from './sibling-routes.ts';

/** Guards that a message names. */
const MAX_NAMED = 2;

/** The router itself carries a guard, so its routes need none of their own. */
function usesGuard(fn: GoNode, router: Router, file: GoFile): boolean {
  const owner = asPattern(router.name);
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
  title: 'Route lacks the auth middleware of its siblings',
  messages: {
    unguarded: 'While {count} sibling routes use `{guards}`, `{func}` registers `{route}` without any.',
  },
  why: 'Unless the handler authenticates the caller itself, anyone who can reach the server can call this route.',
  exceptions: 'the route is public on purpose, or its handler authenticates the caller, and a name or comment says so.',
  fix: 'Register the route with the same middleware, or move the protected routes into a group that carries it.',
  tradeOffs: 'Public routes must be registered outside that group.',
  example:
    'orders := r.Group("/orders", auth.Required())\n' + 'orders.GET("", h.List)\n' + 'orders.DELETE("/:id", h.Cancel)',
  references: ['https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/'],
  prefilters: { file: /\.(?:GET|POST|Get|Post|HandleFunc|Handle)\(\s*["`]/ },
  nodes: ['call_expression'],
  check(node, file) {
    const found = siblingsOf(node, file);
    if (found === null) return null;
    const { route, routes, fn } = found;
    const { bare, guards } = guardsOf(routes, file);
    // Most siblings have a guard, and nearly all others are public by their path.
    if (!bare.includes(route) || guards.length < 3 || bare.length > guards.length / 3) return null;
    if (usesGuard(fn, route.router, file)) return null;
    const data = { count: guards.length, guards: [...new Set(guards)].slice(0, MAX_NAMED), route: route.pattern };
    return { node, message: 'unguarded', data };
  },
};

interface Guards {
  /** Routes that have no guard and do not look public. */
  readonly bare: readonly Route[];
  readonly guards: readonly string[];
}

const guardsByGroup = new WeakMap<RouteGroup, Guards>();

function guardsOf(routes: RouteGroup, file: GoFile): Guards {
  const known = guardsByGroup.get(routes);
  if (known !== undefined) return known;
  const bare = routes.filter(
    (one) => one.guard === null && !PUBLIC_PATH.test(one.path) && !isDeclaredPublic(one, file) && !isStub(one, file),
  );
  const found = { bare, guards: routes.flatMap(({ guard }) => guard ?? []) };
  guardsByGroup.set(routes, found);
  return found;
}

/** The handler's name says that the route has nothing behind it any more, or not yet. */
function isStub({ call }: Route, file: GoFile): boolean {
  const names = file
    .argumentsOf(call)
    .slice(1)
    .map((one) => file.text(one));
  return names.some((name) =>
    /(^|\.)(gone|not_?implemented|not_?found|method_?not_?allowed|deprecated|removed|redirect\w*)(\(|$)/i.test(name),
  );
}

/** A comment beside the route, or a name in the call, says that it is public. */
function isDeclaredPublic({ call }: Route, file: GoFile): boolean {
  const lines = splitLines(file.file.text);
  const row = call.startPosition.row;
  const comments = [lines[row - 1], lines[row]].map((line) => /\/\/.*/.exec(line ?? '')?.[0] ?? '').join(' ');
  return (
    /public|no auth|unauth|anonym|without auth|open/i.test(comments) ||
    /public|anonym|noauth|unauth/i.test(file.text(call))
  );
}
