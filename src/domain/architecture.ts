// The architecture of the Go code, before and after: what analyse computes and the other rooms cite. All values are facts,
// worked out from text alone; nothing of the repository is ever executed.
import type { Clause, ClauseCheck, DocumentStanding } from './clause.ts';
import type { Finding, Place } from './finding.ts';
import type { SkippedFile } from './snapshot.ts';

export interface GoModule {
  /** Module path of go.mod: "github.com/acme/platform". */
  readonly path: string;
  /** Directory of go.mod from the repository's root; "" for the root. */
  readonly dir: string;
  /** The go directive: "1.24"; null where there is none. */
  readonly goVersion: string | null;
  readonly requires: readonly { readonly path: string; readonly version: string; readonly indirect: boolean }[];
  /** `version`: the only one that is replaced; left out: all are. */
  readonly replaces: readonly { readonly path: string; readonly version?: string; readonly with: string }[];
  /** Versions that it keeps out of its build. */
  readonly excludes?: readonly { readonly path: string; readonly version: string }[];
  /** Its own versions that it takes back: "v1.2.3", "[v1.0.0, v1.1.0]", with the reason that it gives ("" where it gives none). */
  readonly retracts?: readonly { readonly versions: string; readonly reason: string }[];
}

/** One import declaration in one file. */
export interface ImportSite {
  readonly file: string;
  readonly line: number;
  /** The import path as written. */
  readonly path: string;
  /** Explicit name: an alias, "_" or "."; null where there is none. */
  readonly name: string | null;
  /** The line as it stands, trimmed: a quote. */
  readonly quote: string;
}

/** A package as the default linux/amd64 build sees it. */
export interface GoPackage {
  readonly importPath: string;
  /** The package clause: "main", "domain". */
  readonly name: string;
  /** Directory from the repository's root; "" for the root. */
  readonly dir: string;
  /** Module path. */
  readonly module: string;
  /** Files of the default build without tests, sorted. */
  readonly files: readonly string[];
  readonly testFiles: readonly string[];
  /** Import paths of `files`, sorted, each once. */
  readonly imports: readonly string[];
  readonly testImports: readonly string[];
  /** Import declarations of `files`. */
  readonly sites: readonly ImportSite[];
  /** Import declarations of `testFiles`. */
  readonly testSites: readonly ImportSite[];
  /** Name of the declared layer: of the settings, else the component of .go-arch-lint.yml; null where neither declares one. */
  readonly layer: string | null;
  /** Layer that the names of its directories suggest, where nobody declared any: a guess, and shown as one. */
  readonly layerByName?: string;
}

/** Files of one directory that another build than the default one takes: for another system, or with a tag of the team's own. */
export interface VariantFiles {
  readonly dir: string;
  readonly importPath: string;
  /** Module path. */
  readonly module: string;
  /** Sorted, `_test.go` files included. */
  readonly files: readonly string[];
  readonly sites: readonly ImportSite[];
}

export interface PackageGraph {
  readonly modules: readonly GoModule[];
  readonly packages: ReadonlyMap<string, GoPackage>;
  /** Strongly connected components of more than one package (or a package that imports itself), each sorted. */
  readonly cycles: readonly (readonly string[])[];
  /** By directory; left out: none. They belong to no package above. */
  readonly variants?: readonly VariantFiles[];
}

/**
 * How a package is coupled to the others of its repository, after Robert C. Martin, "OO Design Quality Metrics" (1994) and "Agile
 * Software Development" (2002), chapter 20, counted in packages in place of classes. Libraries from outside and tests do not count.
 */
export interface PackageMetrics {
  /** Afferent coupling Ca: packages that import it. */
  readonly fanIn: number;
  /** Efferent coupling Ce: packages that it imports. */
  readonly fanOut: number;
  /** I = Ce / (Ca + Ce), from 0 (stable: others hang on it) to 1; null for a package that has no neighbours. */
  readonly instability: number | null;
  /** A: interfaces among its exported types, from 0 to 1; 0 where it exports no type. */
  readonly abstractness: number;
  /** D = |A + I - 1|, the distance from the main sequence, from 0 to 1; null where I is. */
  readonly distance: number | null;
  /** Of the default build without tests. */
  readonly files: number;
  readonly lines: number;
}

/** Metrics of a package that the change touches; null on the side where it does not exist. */
export interface MetricsChange {
  /** Import path, at the head where it is there. */
  readonly package: string;
  readonly before: PackageMetrics | null;
  readonly after: PackageMetrics | null;
}

/** A part that a newcomer sees first: a directory at the top of a module, or below internal/, pkg/ or cmd/. */
export interface Component {
  /** Directory from the repository's root; "." for packages at the root. */
  readonly name: string;
  /** Import paths. */
  readonly packages: readonly string[];
  /** Names of the components that it imports. */
  readonly imports: readonly string[];
  /** Fan-in and fan-out count components. */
  readonly metrics: PackageMetrics;
}

/** The whole state of one commit. */
export interface Description {
  readonly graph: PackageGraph;
  readonly layerViolations: readonly LayerViolation[];
  /** By import path. */
  readonly metrics: ReadonlyMap<string, PackageMetrics>;
  readonly components: readonly Component[];
  readonly componentCycles: readonly (readonly string[])[];
  readonly unread: readonly SkippedFile[];
  readonly references: References;
}

/** An import edge between two packages of this repository, with every declaration that makes it. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly sites: readonly ImportSite[];
}

/** An import that the declared layers forbid. */
export interface LayerViolation {
  readonly file: string;
  readonly line: number;
  /** The import path. */
  readonly import: string;
  readonly quote: string;
  /** Layer of the importing package. */
  readonly from: string;
  /** Layer of the imported package; for packages outside the repository the pattern that forbids it. */
  readonly to: string;
  /** Which file declares it: ".github/architect.yml", ".go-arch-lint.yml". */
  readonly source: string;
  /** False when the same file-and-import, or the same package edge, was already there at the merge base. */
  readonly introduced: boolean;
  /** Ids of the clauses that forbid it, where documents or linters' files do. */
  readonly clauses?: readonly string[];
  /** What `source` says, as the rest of a sentence that begins with its name; left out where the settings' layers say it. */
  readonly reason?: string;
}

/** One change to the exported surface of a package that others can import. */
export interface ApiChange {
  readonly package: string;
  /** "Store", "Store.Get", "Store.Get (method of interface)". */
  readonly symbol: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** By the Go 1 compatibility rules, as far as syntax tells. */
  readonly compatibility: 'compatible' | 'breaking' | 'cannot-tell';
  /** Signature before and after, on one line; null on the side where it does not exist. */
  readonly before: string | null;
  readonly after: string | null;
  readonly place: Place;
}

/** A declaration that the pull request changes, with the text of its signature. */
export interface ChangedDeclaration {
  readonly package: string;
  readonly path: string;
  readonly kind: 'function' | 'method' | 'type' | 'constant' | 'variable';
  /** "NewStore", "Store.Get". */
  readonly name: string;
  readonly exported: boolean;
  readonly change: 'added' | 'modified' | 'removed';
  readonly signature: string;
  /** Lines of the whole declaration at the head (before, for a removed one). */
  readonly startLine: number;
  readonly endLine: number;
  /** Changed lines inside it. */
  readonly changedLines: number;
}

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
export interface Reach {
  readonly entryPoint: EntryPoint;
  /** Functions on the way, the first one called first, the declaration last. */
  readonly path: readonly string[];
}

/**
 * Questions about who uses what at the head, answered from written types alone: no type checker, so calls through reflection,
 * functions kept in fields and most generic code are not seen. What could not be told is counted.
 */
export interface References {
  /** Places outside of tests that use `name` ("Open", "Store.Get") of a package; `unresolved` calls of that name could not be told. */
  callersOf(
    importPath: string,
    name: string,
  ): { readonly sites: readonly CallSite[]; readonly unresolved: number; readonly cut: boolean };
  /** Types ("package.Type") that implement an interface, with the place of each; null where there is no such interface. */
  implementersOf(
    importPath: string,
    name: string,
  ): readonly { readonly name: string; readonly package: string; readonly place: Place }[] | null;
  /** Entry points that reach a line of a file, the shortest way first. */
  reachOf(path: string, line: number): readonly Reach[];
  /** Functions ("order.Service.Place") that an entry point reaches, nearest first, and what these use outside of the process. */
  reachedBy(point: EntryPoint): {
    readonly functions: readonly string[];
    readonly resources: readonly Resource[];
    readonly cut: boolean;
  };
  /** Entry points and resources of a package. */
  entryPointsOf(importPath: string): readonly EntryPoint[];
  resourcesOf(importPath: string): readonly Resource[];
}

export type FactKind =
  | 'edge-added'
  | 'edge-removed'
  | 'cycle-introduced'
  | 'cycle-resolved'
  | 'layer-violation'
  | 'api-added'
  | 'api-removed'
  | 'api-changed'
  | 'dependency-added'
  | 'dependency-removed'
  | 'dependency-changed'
  | 'package-added'
  | 'package-removed'
  | 'entry-point'
  | 'caller'
  | 'resource'
  /** A rule saw its case, which is posted by itself. */
  | 'rule'
  /** A rule saw its case, which is for the architect to weigh. */
  | 'signal';

/** Something true of the code that a finding can cite by id. */
export interface Fact {
  /** Stable: "edge-added:app/domain->app/store". */
  readonly id: string;
  readonly kind: FactKind;
  /** One sentence. */
  readonly statement: string;
  readonly places: readonly Place[];
}

/** A case that the change brings in and that was asked to be left out. */
export interface Suppression {
  /** Id of the rule. */
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  /** A comment beside the code, or the team's settings. */
  readonly by: 'comment' | 'settings';
  readonly reason: string;
}

/** What analyse knows of one change. */
export interface Architecture {
  readonly before: PackageGraph;
  readonly after: PackageGraph;
  readonly addedEdges: readonly Edge[];
  readonly removedEdges: readonly Edge[];
  /** Cycles at the head that the pull request closes or grows, and those it dissolves. */
  readonly introducedCycles: readonly (readonly string[])[];
  readonly resolvedCycles: readonly (readonly string[])[];
  /** All violations at the head; `introduced` tells the new ones. */
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly ApiChange[];
  readonly declarations: readonly ChangedDeclaration[];
  readonly facts: readonly Fact[];
  /** What the facts prove without anybody's judgement. */
  readonly findings: readonly Finding[];
  /** Files that could not be understood. */
  readonly unread: readonly SkippedFile[];
  /** The team's own rules, from documents and linters' configurations at the base. */
  readonly clauses: readonly Clause[];
  /** What the change and the facts say of each of them. */
  readonly clauseChecks: readonly ClauseCheck[];
  /** Which of the documents bind. */
  readonly documents: readonly DocumentStanding[];
  /** Sentences for people: configurations that could not be used. */
  readonly notes: readonly string[];
  readonly suppressions: readonly Suppression[];
  /** Of the packages whose files or imports the change touches. */
  readonly metrics: readonly MetricsChange[];
  /** How often a rule could not resolve what it needs, by rule id. */
  readonly couldNotTell: Readonly<Record<string, number>>;
  /** Who uses what at the head. */
  readonly references?: References;
}
