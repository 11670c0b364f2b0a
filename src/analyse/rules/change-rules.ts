// All rules that look at a change as a whole.

import { protoBreak } from './api/proto-break.ts';
import { wireBreak } from './api/wire-break.ts';
import type { ChangeRule } from './engine/change-rule.ts';
import { destructiveMigration } from './operations/destructive-migration.ts';
import { goOlderThanModule } from './operations/go-older-than-module.ts';
import { indexLocksTable } from './operations/index-locks-table.ts';
import { localReplace } from './operations/local-replace.ts';
import { columnNeedsDefault } from './operations/not-null-without-default.ts';
import { componentCycle } from './service/component-cycle.ts';
import { componentEdge } from './service/component-edge.ts';
import { featureInternals } from './service/feature-internals.ts';
import { internalImport } from './service/internal-import.ts';
import { layerByName } from './service/layer-by-name.ts';
import { lessStable } from './service/less-stable-dependency.ts';
import { packageGrows } from './service/package-grows.ts';
import { shelfPackage } from './service/shelf-package.ts';
import { zoneOfPain } from './service/zone-of-pain.ts';
import { behaviourWithoutTest } from './testing/new-behaviour-without-test.ts';
import { packageWithoutTests } from './testing/new-package-without-tests.ts';
import { testsRemoved } from './testing/tests-removed.ts';

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
