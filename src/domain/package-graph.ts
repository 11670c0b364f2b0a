// Modules, packages and who imports whom in one commit, and how the packages hang together. Worked out from text alone.

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
  /** Those of `testFiles` that are a package of their own (`order_test`), which sees this one from outside; left out: none. */
  readonly externalTestFiles?: readonly string[];
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

/** An import edge between two packages of this repository, with every declaration that makes it. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly sites: readonly ImportSite[];
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
