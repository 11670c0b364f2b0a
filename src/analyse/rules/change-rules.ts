// All rules that look at a change as a whole.
import type { ChangeRule } from './change-rule.ts';
import { componentCycle, componentEdge } from './components.ts';
import { layerByName } from './layer-by-name.ts';

export const changeRules: readonly ChangeRule[] = [layerByName, componentCycle, componentEdge];
