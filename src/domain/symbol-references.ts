// Defines entry points, resources and calls, and the questions about who uses what.
import type { Place } from './finding.ts';

/** Where calls enter the program: a route, an RPC service, a Lambda function, a command, a `main`. */
export interface EntryPoint {
  readonly kind: 'http' | 'grpc' | 'lambda' | 'command' | 'main';
  /** For people: "POST /orders", "gRPC OrderService", "Lambda SQSEvent", "command migrate", "main of cmd/api". */
  readonly name: string;
  /** Library that it is registered with: "net/http", "chi", "cobra". */
  readonly framework: string;
  /** HTTP method; null if any is served, and for other kinds. */
  readonly method: string | null;
  /** Path as written, with the prefixes of its routers; null for other kinds. */
  readonly path: string | null;
  /** "handler.Orders.Create"; null if it is a function literal or cannot be resolved. */
  readonly handler: string | null;
  /** Where the handler is declared. */
  readonly handlerAt: { readonly path: string; readonly line: number } | null;
  /** Import path of the package that registers it. */
  readonly package: string;
  /** The registration. */
  readonly place: Place;
}

/** Something outside the process that code uses. */
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
  /** Table, queue, bucket, variable or URL as written in the code; "" if it is not. */
  readonly name: string;
  /** Further details: "index by-customer, key customer = :c"; "" if none. */
  readonly detail: string;
  /** Enclosing function: "Store.Get"; null at the top level. */
  readonly within: string | null;
  /** Import path. */
  readonly package: string;
  readonly place: Place;
}

/** One place that uses a declaration. */
export interface CallSite {
  readonly package: string;
  /** Enclosing function: "Service.Place"; null at the top level. */
  readonly within: string | null;
  readonly use: 'call' | 'value' | 'literal' | 'type';
  /** The interface that it goes through: "service.Store"; null for a direct use. */
  readonly through: string | null;
  readonly place: Place;
}

/** How an entry point reaches a declaration. */
export interface ReachableEntryPoints {
  readonly entryPoint: EntryPoint;
  /** Functions on the path, in call order; the declaration is the last. */
  readonly path: readonly string[];
}

/**
 * Answers who uses what at the head, from declared types alone. Without a type checker, calls through reflection,
 * function fields and most generic code stay unseen. Unresolved uses are counted.
 */
export interface SymbolReferences {
  /**
   * Places outside tests that use `name` ("Open", "Store.Get") of a package; `unresolved` counts unclear calls of it.
   */
  callersOf(
    importPath: string,
    name: string,
  ): Promise<{ readonly sites: readonly CallSite[]; readonly unresolved: number; readonly cut: boolean }>;
  /** Types ("package.Type") that implement an interface, with their places; null if there is no such interface. */
  implementersOf(
    importPath: string,
    name: string,
  ): Promise<readonly { readonly name: string; readonly package: string; readonly place: Place }[] | null>;
  /** Entry points that reach a line of a file, the shortest path first. */
  reachOf(path: string, line: number): Promise<readonly ReachableEntryPoints[]>;
  /** Functions ("order.Service.Place") that an entry point reaches, nearest first, and the resources they use. */
  reachedBy(point: EntryPoint): Promise<{
    readonly functions: readonly string[];
    readonly resources: readonly Resource[];
    readonly cut: boolean;
  }>;
  /** Entry points and resources of a package. */
  entryPointsOf(importPath: string): Promise<readonly EntryPoint[]>;
  resourcesOf(importPath: string): Promise<readonly Resource[]>;
}
