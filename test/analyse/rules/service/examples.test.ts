// Runs the code rules of the family service on their examples.
import { testFamily } from '../code-rule-tests.ts';

testFamily('service');
