// Every rule, in the words that findings and the documentation share: what `architect rules` prints.
import { promiseBroken } from '../clauses/cite-clauses.ts';
import { breakingChange } from './api/breaking-change.ts';
import { codeRules } from './catalogue.ts';
import { changeRules } from './change-rules.ts';
import type { RuleText } from './engine/rule.ts';
import { importCycle } from './service/import-cycle.ts';
import { layerCrossed } from './service/layer.ts';
import { retiredModule } from './service/retired-module.ts';

/** Rules by id. */
export const allRules: readonly RuleText[] = [
  importCycle,
  layerCrossed,
  breakingChange,
  promiseBroken,
  retiredModule,
  ...codeRules,
  ...changeRules,
].sort((a, b) => (a.id < b.id ? -1 : 1));
