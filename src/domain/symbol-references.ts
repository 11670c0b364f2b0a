// Who uses what: entry points, resources and calls, as written types tell them.
import type { Place } from './finding.ts';

/** Where the world outside comes in: a route, a service of an RPC library, a Lambda function, a command, a `main`. */
export interface EntryPoint {
  readonly kind: 'http' | 'grpc' | 'lambda' | 'command' | 'main';
  /** As people say it: "POST /orders", "gRPC OrderService", "Lambda SQSEvent", "command migrate", "main of cmd/api". */
  readonly name: string;
  /** Library that it is registered with: "net/http", "chi", "cobra". */
  readonly framework: string;
  /** HTTP method; null where any is served, or for other kinds. */
  readonly method: string | null;
  /** Path as written, with the prefixes that the text tells; null for other kinds. */
  readonly path: string | null;
  /** What answers: "handler.Orders.Create"; null where it is written on the spot or cannot be told. */
  readonly handler: string | null;
  /** Where the handler is declared. */
  readonly handlerAt: { readonly path: string; readonly line: number } | null;
  /** Import path of the package that registers it. */
  readonly package: string;
  /** The registration. */
  readonly place: Place;
}

/** Something outside of the process that code uses. */
export interface Resource {
  readonly kind:
    | 'dynamodb'
    | 'sql'
    | 'cypher'
    | 'sqs'
    | 'sns'
    | 'eventbridge'
    | 's3'
    | 'secrets-manager'
    | 'ssm'
    | 'http-client'
    | 'environment';
  /** "Query", "SELECT", "GetSecretValue", "GET", "read". */
  readonly operation: string;
  /** Table, queue, bucket, variable, URL as the code writes it; "" where it does not. */
  readonly name: string;
  /** The rest that is worth knowing: "index by-customer, key customer = :c"; "" where there is none. */
  readonly detail: string;
  /** Function around it: "Store.Get"; null at the top level. */
  readonly within: string | null;
  /** Import path. */
  readonly package: string;
  readonly place: Place;
}

/** One place that uses a declaration. */
export interface CallSite {
  readonly package: string;
  /** Function around it: "Service.Place"; null at the top level. */
  readonly within: string | null;
  readonly use: 'call' | 'value' | 'literal' | 'type';
  /** The interface it goes through: "service.Store"; null where it names the declaration itself. */
  readonly through: string | null;
  readonly place: Place;
}

/** How an entry point comes to a declaration. */
export interface ReachableEntryPoints {
  readonly entryPoint: EntryPoint;
  /** Functions on the way, the first one called first, the declaration last. */
  readonly path: readonly string[];
}

/**
 * Questions about who uses what at the head, answered from written types alone: no type checker, so calls through reflection,
 * functions kept in fields and most generic code are not seen. What could not be told is counted.
 */
export interface SymbolReferences {
  /** Places outside of tests that use `name` ("Open", "Store.Get") of a package; `unresolved` calls of that name could not be told. */
  callersOf(
    importPath: string,
    name: string,
  ): Promise<{ readonly sites: readonly CallSite[]; readonly unresolved: number; readonly cut: boolean }>;
  /** Types ("package.Type") that implement an interface, with the place of each; null where there is no such interface. */
  implementersOf(
    importPath: string,
    name: string,
  ): Promise<readonly { readonly name: string; readonly package: string; readonly place: Place }[] | null>;
  /** Entry points that reach a line of a file, the shortest way first. */
  reachOf(path: string, line: number): Promise<readonly ReachableEntryPoints[]>;
  /** Functions ("order.Service.Place") that an entry point reaches, nearest first, and what these use outside of the process. */
  reachedBy(point: EntryPoint): Promise<{
    readonly functions: readonly string[];
    readonly resources: readonly Resource[];
    readonly cut: boolean;
  }>;
  /** Entry points and resources of a package. */
  entryPointsOf(importPath: string): Promise<readonly EntryPoint[]>;
  resourcesOf(importPath: string): Promise<readonly Resource[]>;
}
