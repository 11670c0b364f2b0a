// Runs the code rules of the family concurrency on their examples.
import { testFamily } from '../code-rule-tests.ts';

testFamily('concurrency');
