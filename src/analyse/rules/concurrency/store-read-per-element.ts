// Finds loops over a list from a store that read from the same store for each element.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile, isInNestedFunction, withoutComments } from '../engine/go-file.ts';

/** Names of values that stand for a database. */
const STORE = /(?:^|\.)\w*(?:store|repo|repository|dao)$/i;

/** Names of methods that read. */
const READS = /^(?:Get|Find|Load|Fetch|Count|Read|List|Lookup)[A-Z]\w*$/;

/** A read from a store per element in a handler, and the read that returned the list, "store.List"; or null. */
export function storeReadPerElement(
  loop: GoNode,
  file: GoFile,
): { readonly call: GoNode; readonly list: string } | null {
  const clause = childrenOf(loop).find(({ type }) => type === 'range_clause');
  const element = /,\s*(\w+)\s*$/.exec(file.field(clause, 'left'))?.[1];
  const list = file.field(clause, 'right');
  if (clause === undefined || element === undefined || element === '_' || !/^\w+$/.test(list)) return null;
  const fn = file.functionAround(loop);
  // A client waits for the handler; nobody waits for background work.
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
    return { call, list: `${owner}.${lister}` };
  }
  return null;
}
