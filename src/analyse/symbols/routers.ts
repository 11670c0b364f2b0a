// How each router, RPC library and command library is told what to serve: which of its calls register something, and where in the
// call the method, the path and the handler stand.

/** What one call registers: positions of its arguments. */
export interface RegistrationShape {
  /** "chi", as people call it. */
  readonly framework: string;
  readonly kind: 'http' | 'grpc' | 'lambda' | 'command';
  /** HTTP method in words; null: any, or the pattern has it. */
  readonly method: string | null;
  /** Arguments: -1 where there is none, `last` for the last one. */
  readonly methodAt: number;
  readonly pathAt: number;
  readonly handlerAt: number | 'last';
}

interface Router {
  readonly framework: string;
  readonly path: RegExp;
  /** Registers one method, named as the method is; any method; a method that is its first argument. */
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

/** A library that hands requests to functions. */
export function isRouter(path: string): boolean {
  return ROUTERS.some((router) => router.path.test(path));
}

const LAMBDA = /^github\.com\/aws\/aws-lambda-go\/lambda(context)?$/;

/** What a call of `name` (the last one of a chain) of the package at `path` registers; null where it registers nothing. */
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
  // `r.Path("/x").Methods("GET").HandlerFunc(h)`: the chain before it says the path.
  if (framework === 'gorilla/mux' && /^Handler(Func)?$/.test(name)) return { ...http, pathAt: -1, handlerAt: 0 };
  if (router.verbs.test(name)) return { ...http, method: name.toUpperCase() };
  if (router.any.test(name)) return http;
  if (!router.named.test(name)) return null;
  return { ...http, methodAt: 0, pathAt: 1, handlerAt: handlerAt === 'last' ? 'last' : 2 };
}

/** Calls that only put something in front of the paths below them. */
export function addsPrefix(name: string): boolean {
  return /^(Group|Route|PathPrefix|Path|Mount)$/.test(name);
}

/** `RegisterOrderServiceServer(server, implementation)` of generated gRPC code, `NewOrderServiceHandler(implementation)` of connect. */
export function serviceRegistration(
  name: string,
): { readonly service: string; readonly framework: string; readonly implementationAt: number } | null {
  const grpc = /^Register(\w+)Server$/.exec(name)?.[1];
  if (grpc !== undefined && !grpc.endsWith('Handler')) return { service: grpc, framework: 'gRPC', implementationAt: 1 };
  const connect = /^New(\w+Service)Handler$/.exec(name)?.[1];
  return connect === undefined ? null : { service: connect, framework: 'connect', implementationAt: 0 };
}

/** Literals that declare a command: the fields that name it and that hold what it runs. */
export function commandShape(
  path: string,
): { readonly framework: string; readonly nameField: string; readonly runFields: readonly string[] } | null {
  if (path === 'github.com/spf13/cobra') return { framework: 'cobra', nameField: 'Use', runFields: ['RunE', 'Run'] };
  if (/^github\.com\/urfave\/cli(\/v\d+)?$/.test(path))
    return { framework: 'urfave/cli', nameField: 'Name', runFields: ['Action'] };
  return null;
}
