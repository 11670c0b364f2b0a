// Reads the comments that suppress a case.
import { splitLines } from '../../../text/lines.ts';
import { silencerOf } from '../../go/directives.ts';
import { isNamed, type RuleText } from './rule.ts';

/** Characters of a reason that are kept. */
const MAX_REASON = 200;

/**
 * The reason of a comment that suppresses a case; null where there is none. Comments that suppress are
 * `//architect:ignore ID reason` (`#` and `--` outside of Go) at the end of the line or above it, with a reason; and
 * `//nolint` and `#nosec` there or at the function around, if they name no linter or one of the rule's `linters`.
 *
 * @param line 1-based
 * @param functionLine first line of the function around, 1-based
 */
export function suppressionReason(
  text: string,
  line: number,
  rule: Pick<RuleText, 'id' | 'formerIds' | 'linters'>,
  functionLine?: number,
): string | null {
  const lines = splitLines(text);
  const at = (one: number) => lines[one - 1] ?? '';
  const alone = (one: number) => (/^\s*\/\//.test(at(one)) ? at(one) : '');
  for (const one of [at(line), at(line - 1)]) {
    const directive = directiveIn(one);
    if (directive !== null && directive.reason !== '' && isNamed(rule, directive.id))
      return directive.reason.slice(0, MAX_REASON);
  }
  const linters = rule.linters ?? [];
  const around = functionLine === undefined ? [] : [at(functionLine), alone(functionLine - 1)];
  for (const one of [at(line), alone(line - 1), ...around]) {
    const silencer = silencerOf(one, linters);
    if (silencer !== null) return silencer.slice(0, MAX_REASON);
  }
  return null;
}

/** Whether a comment for a line suppresses nothing because it names no rule or gives no reason. */
export function hasInvalidDirective(text: string, line: number, rule: Pick<RuleText, 'id' | 'formerIds'>): boolean {
  const lines = splitLines(text);
  return [line, line - 1].some((one) => {
    const directive = directiveIn(lines[one - 1] ?? '');
    return directive !== null && directive.reason === '' && (directive.id === '' || isNamed(rule, directive.id));
  });
}

/** An `architect:ignore` comment. */
interface Directive {
  /** Rule or family; "" where none is named. */
  readonly id: string;
  readonly reason: string;
}

function directiveIn(line: string): Directive | null {
  const found = /(?:\/\/|#|--)\s*architect:ignore\b[ \t]*(\S*)[ \t]*(.*)/.exec(line);
  return found === null ? null : { id: found[1]!, reason: found[2]!.trim() };
}
