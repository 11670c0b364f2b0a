// All rules that look at a change as a whole.
import type { ChangeRule } from './change-rule.ts';

export const changeRules: readonly ChangeRule[] = [];
