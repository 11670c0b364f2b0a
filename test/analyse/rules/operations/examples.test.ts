// Runs the code rules of the family operations on their examples.
import { testFamily } from '../code-rule-tests.ts';

testFamily('operations');
