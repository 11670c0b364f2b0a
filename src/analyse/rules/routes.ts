// Routes that differ from the others beside them: without the authentication that they have, or without their version.
import type { GoNode } from '../go/parser.ts';
import { descendants, type RuleFile } from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

interface Route {
  readonly call: GoNode;
  /** "r", "api.admin": what the route is registered on. */
  readonly router: string;
  readonly path: string;
  /** "POST /orders". */
  readonly shown: string;
  /** The word that says who may call it, where one is written beside the route. */
  readonly guard: string | null;
}

const REGISTERS = /^(GET|POST|PUT|PATCH|DELETE|Any|Get|Post|Put|Patch|Delete|Handle|HandleFunc|Method|MethodFunc)$/;
const GUARDS =
  /auth|jwt|session|permission|login|logged|protect|guard|acl|rbac|verif|signedin|require|token|role|can[A-Z]/i;
/** Paths that anybody may call. */
const OPEN =
  /health|ready|ping|live|status|metric|version|login|logout|sign|register|auth|token|oauth|callback|webhook|hook|public|docs?\b|swagger|openapi|static|asset|favicon|robots|password|verify|confirm|invite|well-known|debug|setup|info|^\/?$/i;

/** Routes that one function registers, by router, in the order of the file. */
function routesIn(fn: GoNode, file: RuleFile): ReadonlyMap<string, readonly Route[]> {
  const routes = new Map<string, Route[]>();
  for (const call of descendants(fn.childForFieldName('body'), 'call_expression')) {
    const route = routeOf(call, file);
    if (route !== null) routes.set(route.router, [...(routes.get(route.router) ?? []), route]);
  }
  return routes;
}

/** Routes of each function, for the time that its file is looked at. */
const read = new WeakMap<RuleFile, Map<number, ReadonlyMap<string, readonly Route[]>>>();

/** The route that a call registers, with all of the same function and router; null where it registers none. */
function siblingsOf(call: GoNode, file: RuleFile): { route: Route; routes: readonly Route[]; fn: GoNode } | null {
  const callee = call.childForFieldName('function');
  if (callee?.type !== 'selector_expression' || !REGISTERS.test(file.field(callee, 'field'))) return null;
  const fn = file.declarationAround(call);
  if (fn === null) return null;
  const known = read.get(file) ?? new Map<number, ReadonlyMap<string, readonly Route[]>>();
  read.set(file, known);
  const byRouter = known.get(fn.id) ?? routesIn(fn, file);
  known.set(fn.id, byRouter);
  for (const routes of byRouter.values())
    for (const route of routes) if (route.call.id === call.id) return { route, routes, fn };
  return null;
}

function routeOf(call: GoNode, file: RuleFile): Route | null {
  const callee = file.calleeOf(call);
  if (callee === null || callee.package !== null || !REGISTERS.test(callee.name)) return null;
  const args = file.argumentsOf(call);
  const at = /^Method(Func)?$/.test(callee.name) ? 1 : 0;
  const literal = /^["`]((?:[A-Z]+ )?\/[^"`]*|)["`]$/.exec(file.text(args[at]));
  if (literal === null || args.length < at + 2) return null;
  const scope = file.functionAround(call)?.id ?? 0;
  // chi: r.With(auth).Get(…) is a route of r, guarded.
  const withCall = call.childForFieldName('function')?.childForFieldName('operand');
  const chained = withCall?.type === 'call_expression' && file.calleeOf(withCall)?.name === 'With' ? withCall : null;
  const owner = chained === null ? callee.owner : file.calleeOf(chained)!.owner;
  const guarded = [...(chained === null ? [] : file.argumentsOf(chained)), ...guardsAmong(args.slice(at + 1), file)];
  const guard = guarded
    .map((one) => GUARDS.exec(file.text(one).replace(/\([\s\S]*/, ''))?.[0] ?? null)
    .find((one) => one !== null);
  const path = literal[1]!.replace(/^[A-Z]+ /, '');
  const verb = /^[A-Z]+ /.test(literal[1]!) || /^Handle/.test(callee.name) ? '' : `${callee.name.toUpperCase()} `;
  return { call, router: `${owner}#${scope}`, path, shown: `${verb}${literal[1]}`, guard: guard ?? null };
}

/** What stands beside the handler: middleware, or a call that wraps it. The handler's own name says nothing. */
function guardsAmong(args: readonly GoNode[], file: RuleFile): readonly GoNode[] {
  const wraps = args.filter((one) => one.type === 'call_expression');
  if (args.length === 1) return wraps;
  if (file.importsAny(/^github\.com\/labstack\/echo/)) return args.slice(1);
  return file.importsAny(/gin-gonic\/gin|gofiber\/fiber/) ? args.slice(0, -1) : wraps;
}

/** The router itself asks everybody: routes on it need no word of their own. */
function usesGuard(fn: GoNode, router: string, file: RuleFile): boolean {
  const owner = router.slice(0, router.indexOf('#')).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const uses = new RegExp(
    `\\b${owner}\\.Use\\(([^\\n]*)|\\b${owner}\\s*:?=\\s*[^\\n]*(?:Group|Route|With)\\(([^\\n]*)`,
    'g',
  );
  return [...file.bodyText(fn).matchAll(uses)].some((found) => GUARDS.test(`${found[1] ?? ''}${found[2] ?? ''}`));
}

export const routeWithoutGuard: CodeRule = {
  id: 'api/route-without-auth',
  section: 'api-design',
  severity: 'high',
  voice: 'finding',
  security: true,
  judges: 'code',
  title: 'A route is registered without the authentication of its siblings',
  why: 'Unless its handler asks who is calling, whoever finds the path may call it.',
  fine: 'For a route that is public on purpose, or whose handler checks the caller itself; then a name or a comment should say so.',
  fix: 'Register it with the same middleware as the routes beside it, or move those into a group that carries the middleware, so that no route can be without.',
  tradeOffs: 'With a group, public routes have to be registered outside of it.',
  example: 'orders := r.Group("/orders", auth.Required())\norders.GET("", h.List)\norders.DELETE("/:id", h.Cancel)',
  references: ['https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/'],
  mentions: /\.(?:GET|POST|Get|Post|HandleFunc|Handle)\(\s*["`]/,
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
function answersNothing({ call }: Route, file: RuleFile): boolean {
  const names = file
    .argumentsOf(call)
    .slice(1)
    .map((one) => file.text(one));
  return names.some((name) =>
    /(^|\.)(gone|not_?implemented|not_?found|method_?not_?allowed|deprecated|removed|redirect\w*)(\(|$)/i.test(name),
  );
}

function saysPublic({ call }: Route, file: RuleFile): boolean {
  const lines = file.file.text.split('\n');
  const row = call.startPosition.row;
  const comments = [lines[row - 1], lines[row]].map((line) => /\/\/.*/.exec(line ?? '')?.[0] ?? '').join(' ');
  return (
    /public|no auth|unauth|anonym|without auth|open/i.test(comments) ||
    /public|anonym|noauth|unauth/i.test(file.text(call))
  );
}

const VERSIONED = /^(\/[\w-]+)?\/v\d+(\/|$)/;

export const routeWithoutVersion: CodeRule = {
  id: 'api/route-without-version',
  section: 'api-design',
  severity: 'low',
  voice: 'signal',
  judges: 'code',
  title: 'A route without a version beside versioned ones',
  why: 'The next change that breaks its clients has no place to go: the others can live side by side with a /v2.',
  fine: 'For health checks, metrics, documentation and whatever is not part of the API.',
  fix: 'Register it below the version of its siblings.',
  tradeOffs: 'None while nobody calls it yet.',
  example: 'mux.HandleFunc("GET /v1/orders/{id}", h.Get)',
  references: ['https://google.aip.dev/185'],
  mentions: /["`](?:[A-Z]+ )?(?:\/[\w-]+)?\/v\d/,
  nodes: ['call_expression'],
  check(node, file) {
    const found = siblingsOf(node, file);
    if (found === null) return null;
    const { route, routes } = found;
    const bare = routes.filter(({ path }) => !VERSIONED.test(path));
    if (!bare.includes(route) || OPEN.test(route.path) || routes.length < 5 || bare.length > routes.length / 5)
      return null;
    const said = `${file.where(node)} registers \`${route.shown}\` without the version that ${routes.length - bare.length} routes beside it have.`;
    return { node, said };
  },
};
