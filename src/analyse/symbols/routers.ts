// Describes the registration calls of routers, RPC libraries and command libraries: which argument is the method, the
// path and the handler.

/** Positions of the arguments of a registration. */
export interface RegistrationShape {
  /** The framework's common name: "chi". */
  readonly framework: string;
  readonly kind: 'http' | 'grpc' | 'lambda' | 'command';
  /** HTTP method; null: any, or part of the pattern. */
  readonly method: string | null;
  /** Argument positions: -1 if there is none, `last` for the last. */
  readonly methodAt: number;
  readonly pathAt: number;
  readonly handlerAt: number | 'last';
}

interface Router {
  readonly framework: string;
  readonly path: RegExp;
  /** Names of calls that register one method (as named), any method, or the method in their first argument. */
  readonly verbs: RegExp;
  readonly any: RegExp;
  readonly named: RegExp;
  readonly handlerAt: number | 'last';
}

const TITLE = /^(Get|Post|Put|Patch|Delete|Head|Options|Connect|Trace)$/;
const UPPER = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE)$/;
const NEVER = /^$/;

const ROUTERS: readonly Router[] = [
  {
    framework: 'net/http',
    path: /^net\/http$/,
    verbs: NEVER,
    any: /^(HandleFunc|Handle)$/,
    named: NEVER,
    handlerAt: 1,
  },
  {
    framework: 'chi',
    path: /^github\.com\/go-chi\/chi(\/v\d+)?$/,
    verbs: TITLE,
    any: /^(HandleFunc|Handle)$/,
    named: /^(Method|MethodFunc)$/,
    handlerAt: 1,
  },
  {
    framework: 'gin',
    path: /^github\.com\/gin-gonic\/gin$/,
    verbs: UPPER,
    any: /^Any$/,
    named: /^(Handle|Match)$/,
    handlerAt: 'last',
  },
  {
    framework: 'echo',
    path: /^github\.com\/labstack\/echo(\/v\d+)?$/,
    verbs: UPPER,
    any: /^Any$/,
    named: /^(Add|Match)$/,
    handlerAt: 1,
  },
  {
    framework: 'fiber',
    path: /^github\.com\/gofiber\/fiber(\/v\d+)?$/,
    verbs: TITLE,
    any: /^All$/,
    named: /^Add$/,
    handlerAt: 'last',
  },
  {
    framework: 'gorilla/mux',
    path: /^github\.com\/gorilla\/mux$/,
    verbs: NEVER,
    any: /^(HandleFunc|Handle)$/,
    named: NEVER,
    handlerAt: 1,
  },
  {
    framework: 'httprouter',
    path: /^github\.com\/julienschmidt\/httprouter$/,
    verbs: UPPER,
    any: NEVER,
    named: /^(Handle|Handler|HandlerFunc)$/,
    handlerAt: 1,
  },
];

/** Tells whether a library routes requests to functions. */
export function isRouter(path: string): boolean {
  return ROUTERS.some((router) => router.path.test(path));
}

const LAMBDA = /^github\.com\/aws\/aws-lambda-go\/lambda(context)?$/;

/** What a call registers, by the import path of its package and the last name of its chain; null for nothing. */
export function registrationShape(path: string, name: string): RegistrationShape | null {
  if (LAMBDA.test(path)) {
    if (!/^(Start|StartWithOptions|StartHandler|StartHandlerFunc|StartWithContext)$/.test(name)) return null;
    const handlerAt = name === 'StartWithContext' ? 1 : 0;
    return { framework: 'AWS Lambda', kind: 'lambda', method: null, methodAt: -1, pathAt: -1, handlerAt };
  }
  const router = ROUTERS.find((one) => one.path.test(path));
  if (router === undefined) return null;
  const { framework, handlerAt } = router;
  const http = { framework, kind: 'http', method: null, methodAt: -1, pathAt: 0, handlerAt } as const;
  // `r.Path("/x").Methods("GET").HandlerFunc(h)`: the chain contains the path.
  if (framework === 'gorilla/mux' && /^Handler(Func)?$/.test(name)) return { ...http, pathAt: -1, handlerAt: 0 };
  if (router.verbs.test(name)) return { ...http, method: name.toUpperCase() };
  if (router.any.test(name)) return http;
  if (!router.named.test(name)) return null;
  return { ...http, methodAt: 0, pathAt: 1, handlerAt: handlerAt === 'last' ? 'last' : 2 };
}

/** Tells whether a call adds a prefix to the routes below it. */
export function addsPrefix(name: string): boolean {
  return /^(Group|Route|PathPrefix|Path|Mount)$/.test(name);
}

/**
 * `RegisterOrderServiceServer(server, implementation)` of gRPC and `NewOrderServiceHandler(implementation)` of connect.
 */
export function serviceRegistration(
  name: string,
): { readonly service: string; readonly framework: string; readonly implementationAt: number } | null {
  const grpc = /^Register(\w+)Server$/.exec(name)?.[1];
  if (grpc !== undefined && !grpc.endsWith('Handler')) return { service: grpc, framework: 'gRPC', implementationAt: 1 };
  const connect = /^New(\w+Service)Handler$/.exec(name)?.[1];
  return connect === undefined ? null : { service: connect, framework: 'connect', implementationAt: 0 };
}

/** Composite literals that declare a command: the fields with its name and its function. */
export function commandShape(
  path: string,
): { readonly framework: string; readonly nameField: string; readonly runFields: readonly string[] } | null {
  if (path === 'github.com/spf13/cobra') return { framework: 'cobra', nameField: 'Use', runFields: ['RunE', 'Run'] };
  if (/^github\.com\/urfave\/cli(\/v\d+)?$/.test(path))
    return { framework: 'urfave/cli', nameField: 'Name', runFields: ['Action'] };
  return null;
}
