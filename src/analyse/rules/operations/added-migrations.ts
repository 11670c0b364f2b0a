// Lists the database migrations that a change adds, with the tables that they create.
import type { ChangedFile } from '../../../domain/diff.ts';
import { isAddedLine, type RuleContext } from '../engine/change-rule.ts';
import { sourceKindOf } from '../engine/source-kind.ts';
import { bareName, forwardStatements, isForwardMigration, type Statement } from './sql-statements.ts';

/** A forward migration of the change. */
export interface Migration {
  readonly file: ChangedFile;
  readonly text: string;
  /** Statements that the change adds. */
  readonly statements: readonly Statement[];
}

/** A table name, quoted or qualified or both; captured. */
export const NAME = String.raw`((?:["\x60[]?[\w$]+["\x60\]]?\.)?["\x60[]?[\w$]+["\x60\]]?)`;

const CREATE_TABLE = new RegExp(
  String.raw`^\s*CREATE\s+(?:UNLOGGED\s+|TEMP(?:ORARY)?\s+|GLOBAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`,
  'i',
);

const RENAMED_TO = new RegExp(String.raw`^\s*ALTER\s+TABLE\b[\s\S]*\bRENAME\s+TO\s+${NAME}`, 'i');

/** The start of an ALTER TABLE statement; captures the table. */
export const ALTER_TABLE = new RegExp(String.raw`^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${NAME}`, 'i');

/** Migrations of a change, and the tables that they create: these hold no rows, and no running code uses them yet. */
export function addedMigrations({ snapshot }: RuleContext): {
  migrations: readonly Migration[];
  made: ReadonlySet<string>;
} {
  const migrations = snapshot.changedFiles.flatMap((file): Migration[] => {
    const text = snapshot.head.text(file.path);
    if (file.status === 'removed' || text === undefined || !isForwardMigration(file.path)) return [];
    // Migrations count in scripts/ as well.
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
