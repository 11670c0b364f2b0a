// Finds values that are formatted into SQL between quotes.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile, isInside } from '../engine/go-file.ts';
import { type CodeRule, EVERYWHERE, UNDECIDED } from '../engine/rule.ts';

const STATEMENT = /\b(?:SELECT\b[\s\S]*\bFROM|INSERT\s+INTO|UPDATE\b[\s\S]*\bSET|DELETE\s+FROM|WHERE)\b/i;

/** Methods that send SQL, of database/sql, sqlx, pgx and gorm. */
const SENDS =
  /^(Exec|ExecContext|Query|QueryContext|QueryRow|QueryRowContext|Queryx|QueryRowx|Get|GetContext|Select|SelectContext|Raw|MustExec|Prepare|PrepareContext|NamedExec|NamedQuery)$/;

const DRIVERS =
  /^(database\/sql|github\.com\/jmoiron\/sqlx|github\.com\/jackc\/pgx(\/v\d+)?(\/\w+)?|gorm\.io\/gorm|github\.com\/jinzhu\/gorm|github\.com\/uptrace\/bun)$/;

/** A verb that takes text: "%s", "%[1]v". */
const TEXT_VERB = /%(?:\[\d+\])?[-+# 0-9.]*[sv]/;

/**
 * Offset of the first verb between quotes (= '%s', LIKE '%%%v%%'); -1 where there is none. What stands between two
 * literals is none.
 */
function quotedVerb(format: string): number {
  let offset = 0;
  for (const [index, part] of format.split("'").entries()) {
    // A closing quote has to follow.
    const isWithin = index % 2 === 1 && offset + part.length < format.length;
    const at = isWithin ? part.replaceAll('%%', '  ').search(TEXT_VERB) : -1;
    if (at >= 0) return offset + at;
    offset += part.length + 1;
  }
  return -1;
}

export const sqlFormattedValue: CodeRule = {
  id: 'risk/sql-formatted-value',
  section: 'risk-mitigation',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'Value is formatted into SQL text (SQL injection)',
  messages: {
    formatted: '`{func}` puts `{value}` inside quotes in the SQL that `{call}` sends.',
  },
  why:
    'Anyone who controls the value can close the quote and run their own SQL; even an honest value with ' +
    'an apostrophe breaks the statement.',
  exceptions: 'it is a table or column name, which cannot be a parameter, checked against a fixed list.',
  fix: 'Pass the value as a query parameter.',
  tradeOffs: 'Optional conditions need a small builder that collects SQL and arguments together.',
  example: 'rows, err := db.QueryContext(ctx, "SELECT id FROM orders WHERE customer = $1", customer)',
  references: ['https://go.dev/doc/database/sql-injection'],
  linters: ['gosec'],
  prefilters: { file: /'[^'\n]*%[^'\n]*'|'"\s*\+/, declaration: EVERYWHERE },
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    if (callee === null || !SENDS.test(callee.name) || callee.package !== null) return null;
    // Where the connection is a field of a type of another file, its name tells what it is.
    if (!file.importsAny(DRIVERS) && !/(^|\.)(db|tx|conn|pool)$/i.test(callee.owner)) return null;
    for (const argument of file.argumentsOf(node).slice(0, 3)) {
      const text = formattedIn(argument, node, file);
      if (text !== null && !isDeclaredIn(text.value, node, file)) return UNDECIDED;
      if (text !== null)
        return {
          node: text.at,
          message: 'formatted',
          data: { value: text.value, call: `${callee.owner}.${callee.name}` },
        };
    }
    return null;
  },
};

/** A plain name that neither the function nor the file declares may be a constant of the package. */
function isDeclaredIn(value: string, node: GoNode, file: GoFile): boolean {
  if (!/^\w+$/.test(value)) return true;
  const name = asPattern(value);
  const around = file.text(file.declarationAround(node));
  return (
    new RegExp(
      `\\b${name}(?:\\s*,\\s*\\w+)*\\s*(?::=|[\\w.[\\]*]+\\s*[,)])|\\bvar\\s+${name}\\b|,\\s*${name}\\s*(?:,\\s*\\w+\\s*)*:?=`,
    ).test(around) || new RegExp(`^(?:var\\s+|\\t)${name}\\s[^\\n]*=`, 'm').test(file.file.text)
  );
}

interface Formatted {
  readonly at: GoNode;
  /** The expression whose value gets in. */
  readonly value: string;
}

/** The formatted text in an argument, or in what a variable was last given in the same function. */
function formattedIn(argument: GoNode, call: GoNode, file: GoFile): Formatted | null {
  if (argument.type !== 'identifier') return formatted(argument, file);
  const name = file.text(argument);
  const assignments = descendants(file.functionAround(call), 'short_var_declaration', 'assignment_statement').filter(
    (one) => one.startIndex < call.startIndex && file.field(one, 'left') === name,
  );
  for (const assignment of assignments.reverse()) {
    const right = assignment.childForFieldName('right');
    const found = right === null ? null : formatted(childrenOf(right)[0], file);
    if (found !== null) return found;
    // What was given before is gone, unless this one stands in a branch.
    const block = assignment.parent;
    if (block !== null && isInside(call, block)) return null;
  }
  return null;
}

function formatted(node: GoNode | undefined, file: GoFile): Formatted | null {
  if (node?.type === 'call_expression' && file.isCallOf(node, 'fmt', /^Sprintf$/)) {
    const [format, ...values] = file.argumentsOf(node);
    const text = file.text(format);
    if (!/_string_literal$/.test(format?.type ?? '') || !STATEMENT.test(text) || quotedVerb(text) < 0) return null;
    const value = values[verbsBefore(text)];
    if (value === undefined || isFixed(value, file)) return null;
    return { at: node, value: file.text(value) };
  }
  if (node?.type !== 'binary_expression' || !STATEMENT.test(file.text(node))) return null;
  const parts = concatenated(node, file);
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (
      /_string_literal$/.test(part.type) &&
      /'["`]$/.test(file.text(part)) &&
      next !== undefined &&
      !isFixed(next, file)
    )
      return { at: node, value: file.text(next) };
  }
  return null;
}

/** How many verbs stand before the first one between quotes: which argument it takes. */
function verbsBefore(format: string): number {
  const before = format.slice(0, Math.max(0, quotedVerb(format)));
  return (before.replaceAll('%%', '').match(/%[-+# 0-9.]*[a-zA-Z]/g) ?? []).length;
}

/** Operands of a chain of +. */
function concatenated(node: GoNode, file: GoFile): GoNode[] {
  if (node.type !== 'binary_expression' || file.field(node, 'operator') !== '+') return [node];
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  return [...(left === null ? [] : concatenated(left, file)), ...(right === null ? [] : concatenated(right, file))];
}

/** Cannot be chosen by anybody: literals, numbers, times, constants by their name's look. */
function isFixed(node: GoNode, file: GoFile): boolean {
  const text = file.text(node);
  return (
    /_literal$/.test(node.type) ||
    /\bos\.PathSeparator\b|^(strconv\.(Itoa|FormatInt|FormatBool)|time\.|[\w.]*(?:[tT]able|[cC]olumn|[sS]chema|[sS]eq|[iI]ndex|[dD]atabase|[kK]eyspace)\w*$|[A-Z][A-Z0-9_]*$|[\w.]*\.(Format|Unix)\()/.test(
      text,
    ) ||
    new RegExp(`\\bconst\\b[^)]*\\b${asPattern(text)}\\b`).test(file.file.text)
  );
}
