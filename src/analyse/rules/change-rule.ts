// A rule that looks at the change as a whole: files that came and went, configuration beside the code, both graphs.
import type { Snapshot } from '../../domain/snapshot.ts';
import type { SurfaceChange } from '../change/api.ts';
import type { ChangedGoFile } from '../change/changed-files.ts';
import type { GraphDelta } from '../graph/delta.ts';
import type { DependencyChange } from '../graph/dependencies.ts';
import type { Lineage } from '../graph/lineage.ts';
import type { CANNOT_TELL, Rule, Sighting } from './rule.ts';
import type { Surroundings } from './surroundings.ts';

/** One pull request as such a rule sees it. */
export interface WholeChange {
  readonly snapshot: Snapshot;
  /** Changed Go files that are judged, both sides parsed. */
  readonly files: readonly ChangedGoFile[];
  readonly delta: GraphDelta;
  readonly lineage: Lineage;
  readonly apiChanges: readonly SurfaceChange[];
  readonly dependencies: readonly DependencyChange[];
  readonly around: Surroundings;
  /** Somebody laid down which layer may import which, so that names have nothing to add. */
  readonly layersDeclared: boolean;
}

export interface ChangeRule extends Rule {
  /**
   * What the change brings in, and only that: nothing compares it with the merge base afterwards. `CANNOT_TELL` for a case that
   * could not be decided.
   */
  check(change: WholeChange): readonly (Sighting | typeof CANNOT_TELL)[];
}
