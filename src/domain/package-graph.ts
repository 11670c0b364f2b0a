// Defines the package graph of one commit: modules, packages, imports and coupling. Computed from source text alone.

export interface GoModule {
  /** Module path of go.mod: "github.com/acme/platform". */
  readonly path: string;
  /** Directory of go.mod from the repository's root; "" for the root. */
  readonly dir: string;
  /** The go directive: "1.24"; null if missing. */
  readonly goVersion: string | null;
  readonly requires: readonly { readonly path: string; readonly version: string; readonly indirect: boolean }[];
  /** `version`: the only version replaced; omitted: all versions. */
  readonly replaces: readonly { readonly path: string; readonly version?: string; readonly with: string }[];
  /** Versions excluded from the build. */
  readonly excludes?: readonly { readonly path: string; readonly version: string }[];
  /** Retracted versions of the module: "v1.2.3", "[v1.0.0, v1.1.0]"; `reason` is "" if none is given. */
  readonly retracts?: readonly { readonly versions: string; readonly reason: string }[];
}

/** One import declaration in one file. */
export interface ImportSite {
  readonly file: string;
  readonly line: number;
  /** The import path as written. */
  readonly path: string;
  /** Explicit name: an alias, "_" or "."; null if none. */
  readonly name: string | null;
  /** The line, trimmed. */
  readonly quote: string;
  /** Lines above the package clause or around its import block with a `nolint` comment; omitted: none. */
  readonly directives?: readonly string[];
  /** Its file has the standard header of generated code, or another comment that says so; omitted: neither. */
  readonly generated?: 'header' | 'comment';
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
  /** Those of `testFiles` in the external test package (`order_test`); omitted: none. */
  readonly externalTestFiles?: readonly string[];
  /** Import paths of `files`, sorted, without duplicates. */
  readonly imports: readonly string[];
  readonly testImports: readonly string[];
  /** Import declarations of `files`. */
  readonly sites: readonly ImportSite[];
  /** Import declarations of `testFiles`. */
  readonly testSites: readonly ImportSite[];
  /** The declared layer: of the settings, else the component of .go-arch-lint.yml; null if undeclared. */
  readonly layer: string | null;
  /** Layer inferred from directory names if none is declared; shown as inferred. */
  readonly layerByName?: string;
}

/** Files of one directory that only other builds use: for another system, or with a custom build tag. */
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
  /** By directory; omitted: none. They belong to no package above. */
  readonly variants?: readonly VariantFiles[];
}

/** An import edge between two packages of this repository, with all its import declarations. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly sites: readonly ImportSite[];
}

/**
 * Coupling of a package to others of its repository, after Robert C. Martin, "OO Design Quality Metrics" (1994) and
 * "Agile Software Development" (2002), chapter 20, counting packages instead of classes. External libraries and tests
 * do not count.
 */
export interface PackageMetrics {
  /** Afferent coupling Ca: packages that import it. */
  readonly fanIn: number;
  /** Efferent coupling Ce: packages that it imports. */
  readonly fanOut: number;
  /** I = Ce / (Ca + Ce), from 0 (stable: others depend on it) to 1; null without neighbors. */
  readonly instability: number | null;
  /** A: share of interfaces among its exported types; 0 if it exports no type. */
  readonly abstractness: number;
  /** D = |A + I - 1|, the distance from the main sequence, from 0 to 1; null if I is. */
  readonly distance: number | null;
  /** Of the default build without tests. */
  readonly files: number;
  readonly lines: number;
}

/** Metrics of a changed package; null on the side where it does not exist. */
export interface MetricsChange {
  /** Import path at the head, or before for a removed package. */
  readonly package: string;
  readonly before: PackageMetrics | null;
  readonly after: PackageMetrics | null;
}

/** A component: a directory at the top of a module, or below internal/, pkg/ or cmd/. */
export interface Component {
  /** Directory from the repository's root; "." for the root. */
  readonly name: string;
  /** Import paths. */
  readonly packages: readonly string[];
  /** Names of the components that it imports. */
  readonly imports: readonly string[];
  /** Fan-in and fan-out count components. */
  readonly metrics: PackageMetrics;
}
