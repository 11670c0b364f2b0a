// A store that is asked for a list, and then again for every element of it.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile, isInNestedFunction, withoutComments } from '../engine/go-file.ts';

/** What stands for a database by its name. */
const STORE = /(?:^|\.)\w*(?:store|repo|repository|dao)$/i;

const READS = /^(?:Get|Find|Load|Fetch|Count|Read|List|Lookup)[A-Z]\w*$/;

/** A read of the store in the body of a loop, and the read that answered the list; null where there is none. */
export function storeReadPerElement(
  loop: GoNode,
  file: GoFile,
): { readonly call: GoNode; readonly said: string } | null {
  const clause = childrenOf(loop).find(({ type }) => type === 'range_clause');
  const element = /,\s*(\w+)\s*$/.exec(file.field(clause, 'left'))?.[1];
  const list = file.field(clause, 'right');
  if (clause === undefined || element === undefined || element === '_' || !/^\w+$/.test(list)) return null;
  const fn = file.functionAround(loop);
  // Whoever answers a request makes somebody wait; work in the background has the time.
  if (fn === null || file.handlerAround(loop) === null) return null;
  const before = withoutComments(file.file.text.slice(fn.startIndex, loop.startIndex));
  const [, owner, lister] =
    new RegExp(`\\b${asPattern(list)}\\s*(?:,\\s*\\w+)?\\s*:?=\\s*([\\w.]+)\\.(\\w+)\\(`).exec(before) ?? [];
  if (owner === undefined || !STORE.test(owner) || !READS.test(lister ?? '')) return null;
  const uses = new RegExp(`\\b${asPattern(element)}\\b`);
  for (const call of descendants(loop.childForFieldName('body'), 'call_expression')) {
    const callee = file.calleeOf(call);
    if (callee?.owner !== owner || callee.package !== null || !READS.test(callee.name)) continue;
    if (isInNestedFunction(call, loop) || !file.argumentsOf(call).some((one) => uses.test(file.text(one)))) continue;
    const asks = `\`${owner}.${callee.name}\` for each element of what \`${owner}.${lister}\` answers`;
    return { call, said: `${file.where(loop)} asks ${asks}.` };
  }
  return null;
}
