import { expect, test } from '@jest/globals';
import { jsonFieldsOf } from '../../../../src/analyse/rules/api/json-fields.ts';

test('the JSON form of a struct: tags, structs within, fields that stay at home', () => {
  const declaration = `Order struct {
	ID string \`json:"id,omitempty" db:"id"\` // the key
	Secret string \`json:"-"\`
	Lines []struct {
		Count int \`json:"count"\`
	} \`json:"lines"\`
	Plain bool
	hidden int
	X, Y float64 // on one line
	Base
	*Meta[int] \`json:"meta"\`
}`;
  expect(jsonFieldsOf(declaration).map(({ name, wire, type, offset }) => `${offset} ${name} ${wire} ${type}`)).toEqual([
    '1 ID id string',
    '3 Lines lines []struct',
    '4 Lines.Count lines.count int',
    '6 Plain Plain bool',
    '8 X X float64',
    '8 Y Y float64',
    '10 Meta meta *Meta[int]',
  ]);
  expect(jsonFieldsOf('Order struct {\n\tID string\n}')).toEqual([]);
});
