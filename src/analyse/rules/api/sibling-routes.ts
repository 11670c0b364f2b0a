// Routes that differ from the others beside them: without the authentication that they have, or without their version.
import type { GoNode } from '../../go/parser.ts';
import { descendants, type GoFile } from '../engine/go-file.ts';

export interface Route {
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

export const GUARDS =
  /auth|jwt|session|permission|login|logged|protect|guard|acl|rbac|verif|signedin|require|token|role|can[A-Z]/i;

/** Paths that anybody may call. */
export const OPEN =
  /health|ready|ping|live|status|metric|version|login|logout|sign|register|auth|token|oauth|callback|webhook|hook|public|docs?\b|swagger|openapi|static|asset|favicon|robots|password|verify|confirm|invite|well-known|debug|setup|info|^\/?$/i;

/** Routes that one function registers, by router, in the order of the file. */
function routesIn(fn: GoNode, file: GoFile): ReadonlyMap<string, readonly Route[]> {
  const routes = new Map<string, Route[]>();
  for (const call of descendants(fn.childForFieldName('body'), 'call_expression')) {
    const route = routeOf(call, file);
    if (route !== null) routes.set(route.router, [...(routes.get(route.router) ?? []), route]);
  }
  return routes;
}

/** Routes of each function, for the time that its file is looked at. */
const read = new WeakMap<GoFile, Map<number, ReadonlyMap<string, readonly Route[]>>>();

/** The route that a call registers, with all of the same function and router; null where it registers none. */
export function siblingsOf(call: GoNode, file: GoFile): { route: Route; routes: readonly Route[]; fn: GoNode } | null {
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

function routeOf(call: GoNode, file: GoFile): Route | null {
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
function guardsAmong(args: readonly GoNode[], file: GoFile): readonly GoNode[] {
  const wraps = args.filter((one) => one.type === 'call_expression');
  if (args.length === 1) return wraps;
  if (file.importsAny(/^github\.com\/labstack\/echo/)) return args.slice(1);
  return file.importsAny(/gin-gonic\/gin|gofiber\/fiber/) ? args.slice(0, -1) : wraps;
}
