// Unit: what is shown of a credential that stands in the source.
import { expect, test } from '@jest/globals';
import { hardCodedSecret } from '../../../src/analyse/rules/risk/hard-coded-secret.ts';
import { examplesOf, inspectText } from './examples.ts';

test('a credential is not repeated in the quote', () => {
  const seen = examplesOf(hardCodedSecret).flatMap(({ text }) => inspectText(hardCodedSecret, text).matches);
  expect(seen.map(({ quote }) => quote)).toEqual(['var id = "AKIA', 'var key = `----', 'SecretKey: "FD0C']);
});
