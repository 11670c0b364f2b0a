// Runs the code rules of the family api on their examples.
import { testFamily } from '../code-rule-tests.ts';

testFamily('api');
