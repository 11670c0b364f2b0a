// Reads the routes that one function registers on the same router.
import type { GoNode } from '../../go/parser.ts';
import { descendants, type GoFile } from '../engine/go-file.ts';

export interface Route {
  readonly call: GoNode;
  readonly router: Router;
  /** "/orders". */
  readonly path: string;
  /** "POST /orders". */
  readonly pattern: string;
  /** Auth middleware of the route, "auth.Required"; null where it has none of its own. */
  readonly guard: string | null;
}

export interface Router {
  /** As written: "r", "api.admin". */
  readonly name: string;
  /** Node id of the function around: the same name in another function is another router. */
  readonly scope: number;
}

const REGISTERS = /^(GET|POST|PUT|PATCH|DELETE|Any|Get|Post|Put|Patch|Delete|Handle|HandleFunc|Method|MethodFunc)$/;

export const GUARDS =
  /auth|jwt|session|permission|login|logged|protect|guard|acl|rbac|verif|signedin|require|token|role|can[A-Z]/i;

/** Paths that are public in most services. */
export const PUBLIC_PATH =
  /health|ready|ping|live|status|metric|version|login|logout|sign|register|auth|token|oauth|callback|webhook|hook|public|docs?\b|swagger|openapi|static|asset|favicon|robots|password|verify|confirm|invite|well-known|debug|setup|info|^\/?$/i;

/** Routes that one function registers, in the order of the file. */
function routesIn(fn: GoNode, file: GoFile): readonly Route[] {
  return descendants(fn.childForFieldName('body'), 'call_expression').flatMap((call) => routeOf(call, file) ?? []);
}

/** Routes that one function registers on one router: the same object for each of them, so that answers can be kept. */
export type RouteGroup = readonly Route[];

/** Groups by the node id of their calls, and functions that were read, kept while a file is inspected. */
const known = new WeakMap<GoFile, { read: Set<number>; groups: Map<number, { route: Route; routes: RouteGroup }> }>();

/** The route that a call registers, with all routes of the same function and router; null where it registers none. */
export function siblingsOf(call: GoNode, file: GoFile): { route: Route; routes: RouteGroup; fn: GoNode } | null {
  const callee = call.childForFieldName('function');
  if (callee?.type !== 'selector_expression' || !REGISTERS.test(file.field(callee, 'field'))) return null;
  const fn = file.declarationAround(call);
  if (fn === null) return null;
  const memory = known.get(file) ?? { read: new Set(), groups: new Map() };
  known.set(file, memory);
  if (!memory.read.has(fn.id)) {
    memory.read.add(fn.id);
    for (const routes of groupByRouter(routesIn(fn, file)))
      for (const route of routes) memory.groups.set(route.call.id, { route, routes });
  }
  const found = memory.groups.get(call.id);
  return found === undefined ? null : { ...found, fn };
}

function groupByRouter(routes: readonly Route[]): Iterable<RouteGroup> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const key = `${route.router.scope} ${route.router.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [route]);
    else group.push(route);
  }
  return groups.values();
}

function routeOf(call: GoNode, file: GoFile): Route | null {
  const callee = file.calleeOf(call);
  if (callee === null || callee.package !== null || !REGISTERS.test(callee.name)) return null;
  const args = file.argumentsOf(call);
  const at = /^Method(Func)?$/.test(callee.name) ? 1 : 0;
  const literal = /^["`]((?:[A-Z]+ )?\/[^"`]*|)["`]$/.exec(file.text(args[at]));
  if (literal === null || args.length < at + 2) return null;
  const scope = file.functionAround(call)?.id ?? 0;
  // chi: r.With(auth).Get(…) is a guarded route of r.
  const withCall = call.childForFieldName('function')?.childForFieldName('operand');
  const chained = withCall?.type === 'call_expression' && file.calleeOf(withCall)?.name === 'With' ? withCall : null;
  const owner = chained === null ? callee.owner : file.calleeOf(chained)!.owner;
  const guarded = [...(chained === null ? [] : file.argumentsOf(chained)), ...guardsAmong(args.slice(at + 1), file)];
  const guard = guarded.map((one) => file.text(one).replace(/\([\s\S]*/, '')).find((one) => GUARDS.test(one));
  const path = literal[1]!.replace(/^[A-Z]+ /, '');
  const verb = /^[A-Z]+ /.test(literal[1]!) || /^Handle/.test(callee.name) ? '' : `${callee.name.toUpperCase()} `;
  return { call, router: { name: owner, scope }, path, pattern: `${verb}${literal[1]}`, guard: guard ?? null };
}

/** Middleware beside the handler, or a call that wraps it; the handler's own name tells nothing. */
function guardsAmong(args: readonly GoNode[], file: GoFile): readonly GoNode[] {
  const wraps = args.filter((one) => one.type === 'call_expression');
  if (args.length === 1) return wraps;
  if (file.importsAny(/^github\.com\/labstack\/echo/)) return args.slice(1);
  return file.importsAny(/gin-gonic\/gin|gofiber\/fiber/) ? args.slice(0, -1) : wraps;
}
