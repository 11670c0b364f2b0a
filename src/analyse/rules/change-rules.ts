// All rules that look at a change as a whole.

import { componentCycle, componentEdge } from './components.ts';
import type { ChangeRule } from './engine/change-rule.ts';
import { featureInternals } from './feature-internals.ts';
import { goOlderThanModule } from './go-release.ts';
import { internalImport } from './internal-import.ts';
import { layerByName } from './layer-by-name.ts';
import { localReplace } from './local-replace.ts';
import { columnNeedsDefault, destructiveMigration, indexLocksTable } from './migrations.ts';
import { lessStable, packageGrows, zoneOfPain } from './package-shape.ts';
import { protoBreak } from './proto-break.ts';
import { shelfPackage } from './shelf-package.ts';
import { behaviourWithoutTest, packageWithoutTests } from './tests-of-change.ts';
import { testsRemoved } from './tests-removed.ts';
import { wireBreak } from './wire-break.ts';

export const changeRules: readonly ChangeRule[] = [
  layerByName,
  internalImport,
  featureInternals,
  componentCycle,
  componentEdge,
  shelfPackage,
  behaviourWithoutTest,
  packageWithoutTests,
  testsRemoved,
  goOlderThanModule,
  localReplace,
  destructiveMigration,
  columnNeedsDefault,
  indexLocksTable,
  wireBreak,
  protoBreak,
  packageGrows,
  lessStable,
  zoneOfPain,
];
