// Migrations of a database that take away what running code uses, fail on rows that are there, or lock a table while they work.
import type { ChangedFile } from '../../../domain/diff.ts';
import { isAddedLine, type RuleContext } from '../engine/change-rule.ts';
import { sourceKindOf } from '../engine/source-kind.ts';
import { bareName, forwardStatements, isForwardMigration, type Statement } from './sql-statements.ts';

export interface Migration {
  readonly file: ChangedFile;
  readonly text: string;
  /** Those that the change adds. */
  readonly statements: readonly Statement[];
}

export const NAME = String.raw`((?:["\x60[]?[\w$]+["\x60\]]?\.)?["\x60[]?[\w$]+["\x60\]]?)`;

const CREATE_TABLE = new RegExp(
  String.raw`^\s*CREATE\s+(?:UNLOGGED\s+|TEMP(?:ORARY)?\s+|GLOBAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`,
  'i',
);

const RENAMED_TO = new RegExp(String.raw`^\s*ALTER\s+TABLE\b[\s\S]*\bRENAME\s+TO\s+${NAME}`, 'i');

export const ALTER_TABLE = new RegExp(String.raw`^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${NAME}`, 'i');

/** Migrations of a change, and the tables that they make: what is new holds no rows and is used by nobody yet. */
export function migrationsOf({ snapshot }: RuleContext): {
  migrations: readonly Migration[];
  made: ReadonlySet<string>;
} {
  const migrations = snapshot.changedFiles.flatMap((file): Migration[] => {
    const text = snapshot.head.text(file.path);
    if (file.status === 'removed' || text === undefined || !isForwardMigration(file.path)) return [];
    // Migrations are scripts, wherever they stand.
    if (!/^(?:service|script)$/.test(sourceKindOf(file.path))) return [];
    const statements = forwardStatements(text).filter(({ line }) => isAddedLine(file, line));
    return [{ file, text, statements }];
  });
  const all = migrations.flatMap(({ text }) => forwardStatements(text));
  const made = all.flatMap(({ text }) =>
    [CREATE_TABLE.exec(text)?.[1], RENAMED_TO.exec(text)?.[1]].filter((one) => one !== undefined),
  );
  return { migrations, made: new Set(made.map(bareName)) };
}
