// Finds lines of comments and strings that are too long, which the formatter leaves alone, and functions that are.
import ts from 'typescript';
import { lineOf, type Offence, parse, type SourceText } from './source.ts';

const MAX_LINE = 120;
const MAX_FUNCTION_LINES = 40;

/**
 * Lines of more than 120 characters. Excused is what cannot be broken without a change of its value or meaning: a regular
 * expression, a line of a template literal of several lines, and a comment that is one word, such as a URL.
 */
export function findLongLines(source: SourceText): Offence[] {
  const lines = source.text.split('\n');
  if (lines.every((line) => line.length <= MAX_LINE)) return [];
  const excused = unbreakableLines(parse(source));
  return lines.flatMap((line, at) => {
    const length = [...line].length;
    if (length <= MAX_LINE || excused.has(at + 1) || /^\s*(\/\/|\/?\*+)?\s*\S+$/.test(line)) return [];
    return [{ path: source.path, line: at + 1, message: `${length} characters; at most ${MAX_LINE}` }];
  });
}

/** Lines, 1-based, that hold a long regular expression or are part of a template literal over several lines. */
function unbreakableLines(file: ts.SourceFile): Set<number> {
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    const [first, last] = [lineOf(file, node.getStart(file)), lineOf(file, node.end)];
    const isLongPattern = ts.isRegularExpressionLiteral(node) && node.text.length > MAX_LINE / 2;
    const isText = ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
    if (isLongPattern || (isText && last > first)) for (let line = first; line <= last; line += 1) lines.add(line);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return lines;
}

/** Functions of more than 40 lines, signature and braces included. A guide, since some long ones are one plain list. */
export function findLongFunctions(source: SourceText): Offence[] {
  const file = parse(source);
  const found: Offence[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const [first, last] = [lineOf(file, node.getStart(file)), lineOf(file, node.end)];
      const length = last - first + 1;
      if (length > MAX_FUNCTION_LINES) {
        found.push({ path: source.path, line: first, message: `a function of ${length} lines` });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
