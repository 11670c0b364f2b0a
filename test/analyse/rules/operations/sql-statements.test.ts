// Tests where the statements of an SQL script begin, and which scripts are forward migrations.
import { expect, test } from '@jest/globals';
import { forwardStatements, isForwardMigration } from '../../../../src/analyse/rules/operations/sql-statements.ts';

test('statements end at semicolons outside of quotes, dollars and comments', () => {
  const script = "-- a; b\nSELECT ';' /* ; */;\nDO $$ BEGIN; END $$;\n\nSELECT 2";
  expect(forwardStatements(script).map(({ line }) => line)).toEqual([2, 3, 5]);
});

test.each([
  ['migrations/0001_init.up.sql', true],
  ['db/migrate/V2__add.sql', true],
  ['db/migrate/U2__add.sql', false],
  ['migrations/0001_init.down.sql', false],
  ['migrations/down/1.sql', false],
  ['queries/orders.sql', false],
])('%s goes forward: %s', (path, answer) => expect(isForwardMigration(path)).toBe(answer));
