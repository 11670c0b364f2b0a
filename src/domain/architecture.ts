// Defines the architecture of the Go code before and after a change. All values are facts, computed from source text
// alone; no code of the repository is executed.
import type { Clause, ClauseCheck, DocumentStatus } from './clause.ts';
import type { Finding, Place } from './finding.ts';
import type { Component, Edge, MetricsChange, PackageGraph, PackageMetrics } from './package-graph.ts';
import type { SettingsProblem } from './settings.ts';
import type { SkippedFile } from './snapshot.ts';
import type { SymbolReferences } from './symbol-references.ts';
import type { Weakening } from './weakening.ts';

/** The architecture of one commit. */
export interface Description {
  readonly graph: PackageGraph;
  readonly layerViolations: readonly LayerViolation[];
  /** By import path. */
  readonly metrics: ReadonlyMap<string, PackageMetrics>;
  readonly components: readonly Component[];
  readonly componentCycles: readonly (readonly string[])[];
  readonly unread: readonly SkippedFile[];
  readonly references: SymbolReferences;
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
  /** Layer of the imported package; for an external package the pattern that forbids it. */
  readonly to: string;
  /** Layer of the imported package, where the layers of the team's settings forbid the import. */
  readonly toLayer?: string;
  /** Which file declares it: ".github/architect.yml", ".go-arch-lint.yml". */
  readonly source: string;
  /** False if the same file and import, or the same package edge, existed at the merge base. */
  readonly introduced: boolean;
  /** Ids of the clauses that forbid it. */
  readonly clauses?: readonly string[];
  /**
   * What `source` says, as the rest of a sentence that begins with its name; left out where the settings' layers say
   * it.
   */
  readonly reason?: string;
}

/** A boundary that a change moves. */
export interface BoundaryMove {
  /** `component`: a new one. `import`: the first between two. `store`: a library that stores or sends data. */
  readonly kind: 'component' | 'import' | 'store';
  /** A component's directory; for a store the module that requires it. */
  readonly from: string;
  /** The imported component, or the library; for a new component what it imports: "internal/a, internal/b", or "". */
  readonly to: string;
  /** Ids of the team's rules in force that speak of it. */
  readonly clauses: readonly string[];
  /** What the plan in the settings says of it; null where there is no plan. */
  readonly plan: {
    /** `exceeds`: the plan says nothing of it. `conflicts`: the plan lets the component import other things only. */
    readonly standing: 'realizes' | 'exceeds' | 'conflicts';
    /** The plan's own; null where it says nothing. */
    readonly reason: string | null;
  } | null;
}

/** One change to the exported surface of a package that others can import. */
export interface ApiChange {
  readonly package: string;
  /** Identifies the declaration in its package: "Store", "Store.Get", "Store.Get (method of interface)". */
  readonly symbol: string;
  /** For people: "Store.Get"; the import path of a removed package. */
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** By the Go 1 compatibility rules, as far as syntax shows. */
  readonly compatibility: 'compatible' | 'breaking' | 'cannot-tell';
  /** Signatures on one line; null on the side where it does not exist. */
  readonly before: string | null;
  readonly after: string | null;
  readonly place: Place;
}

/** A declaration that the pull request changes. */
export interface ChangedDeclaration {
  readonly package: string;
  readonly path: string;
  readonly kind: 'function' | 'method' | 'type' | 'constant' | 'variable';
  /** "NewStore", "Store.Get". */
  readonly name: string;
  readonly exported: boolean;
  readonly change: 'added' | 'modified' | 'removed';
  readonly signature: string;
  /** Lines of the whole declaration at the head, or before for a removed one. */
  readonly startLine: number;
  readonly endLine: number;
  /** Changed lines inside it. */
  readonly changedLines: number;
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
  /** A match of a rule that is posted as a finding. */
  | 'rule'
  /** A match of a rule that is only passed to the model. */
  | 'signal';

/** What a fact is about, as data; left out where no program asks. */
type FactSubject =
  | {
      readonly kind: 'declaration';
      /** "store.Open": with the name of its package. */
      readonly name: string;
      readonly exported: boolean;
      /** Import paths of the other packages that use it outside of tests, each once. */
      readonly users: readonly string[];
      /** There may be more users than were looked at. */
      readonly isCut: boolean;
    }
  | {
      readonly kind: 'requirement';
      /** Path of the requiring module, and of the required one. */
      readonly module: string;
      readonly path: string;
      readonly version: string;
    };

/** A fact about the code, which findings cite by id. */
export interface Fact {
  /** Stable: "edge-added:app/domain->app/store". */
  readonly id: string;
  readonly kind: FactKind;
  /** One sentence. */
  readonly statement: string;
  readonly subject?: FactSubject;
  readonly places: readonly Place[];
}

/** A finding of the change that was suppressed. */
export interface Suppression {
  /** Id of the rule. */
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  /** A comment beside the code, or the team's settings. */
  readonly by: 'comment' | 'settings';
  readonly reason: string;
}

/** The result of analysing one change. */
export interface Architecture {
  readonly before: PackageGraph;
  readonly after: PackageGraph;
  readonly addedEdges: readonly Edge[];
  readonly removedEdges: readonly Edge[];
  /** Cycles that the pull request creates or grows, and those it removes. */
  readonly introducedCycles: readonly (readonly string[])[];
  readonly resolvedCycles: readonly (readonly string[])[];
  /** All violations at the head; `introduced` marks the new ones. */
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly ApiChange[];
  readonly declarations: readonly ChangedDeclaration[];
  readonly facts: readonly Fact[];
  /** Findings of the rules. */
  readonly findings: readonly Finding[];
  /** Files that could not be parsed. */
  readonly unread: readonly SkippedFile[];
  /** Sentences about steps over the whole change that could not be finished. Omitted: none. */
  readonly stepsLeftOut?: readonly string[];
  /** The team's rules, from documents and linter configurations at the base. */
  readonly clauses: readonly Clause[];
  /** The facts' verdict on each clause. */
  readonly clauseChecks: readonly ClauseCheck[];
  /** The status of each document. */
  readonly documents: readonly DocumentStatus[];
  /** Sentences for people about configurations that could not be used. */
  /** What a changed linter configuration allows now. Omitted: nothing. */
  readonly weakened?: readonly Weakening[];
  /** Names in the settings that no rule has. Omitted: none. */
  readonly settingsProblems?: readonly SettingsProblem[];
  readonly notes: readonly string[];
  readonly suppressions: readonly Suppression[];
  /** Metrics of the packages whose files or imports change. */
  readonly metrics: readonly MetricsChange[];
  /** How often a rule was undecided, by rule id. */
  readonly couldNotTell: Readonly<Record<string, number>>;
  /** Boundaries that the change moves. Omitted: none. */
  readonly boundaryMoves?: readonly BoundaryMove[];
  /** Who uses what at the head. */
  readonly references?: SymbolReferences;
}
