// Runs the code rules of the family testing on their examples.
import { testFamily } from '../code-rule-tests.ts';

testFamily('testing');
