// Runs the code rules of the family risk on their examples.
import { testFamily } from '../code-rule-tests.ts';

testFamily('risk');
