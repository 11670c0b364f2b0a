// Finds one-value type assertions on decoded data.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { asPattern, type GoFile, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** What a decoder of JSON puts into an `any`. */
const DECODED = /^(string|float64|bool|json\.Number|\[\](?:any|interface\{\})|map\[string\](?:any|interface\{\}))$/;

export const uncheckedAssertion: CodeRule = {
  id: 'risk/unchecked-assertion',
  section: 'risk-mitigation',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Type assertion on external data without a check',
  messages: {
    unchecked: '`{func}` asserts that `{value}` is a {type} and panics if it is not.',
  },
  why:
    'A missing key, null or another type panics: one malformed token or message aborts the request, or ' +
    'the process if nothing recovers.',
  exceptions: 'the same function has just written the map.',
  fix: 'Use the two-value form (`v, ok := …`) and return an error, or decode into a struct.',
  tradeOffs: 'A few more lines, or a type for the input.',
  example:
    'subject, ok := claims["sub"].(string)\n' +
    'if !ok {\n' +
    '\treturn Identity{}, errors.New("token has no subject")\n' +
    '}',
  references: ['https://go.dev/ref/spec#Type_assertions'],
  linters: ['forcetypeassert', 'errcheck', 'revive'],
  prefilters: { file: /\[\s*"[^"\n]*"\s*\]\s*\.\((?:string|float64|bool|json|\[\]|map)/ },
  nodes: ['type_assertion_expression'],
  existingUsage: findExistingUsage(
    /,\s*ok\s*:?=\s*\w*claims\w*\[[^\]\n]+\]\.\(/i,
    (place) => `${place} already uses the two-value form.`,
  ),
  check(node, file) {
    const operand = node.childForFieldName('operand');
    if (operand?.type !== 'index_expression') return null;
    const map = file.field(operand, 'operand');
    const key = operand.childForFieldName('index');
    if (key?.type !== 'interpreted_string_literal' || !DECODED.test(file.field(node, 'type'))) return null;
    if (!cameFromOutside(map, node, file) || isChecked(node, file)) return null;
    return {
      node,
      message: 'unchecked',
      data: { value: file.text(operand), type: file.field(node, 'type') },
    };
  },
};

/** `x, ok := …`, or the element was looked at in the function before. */
function isChecked(node: GoNode, file: GoFile): boolean {
  const list = node.parent;
  const statement = list?.parent;
  const left = statement?.childForFieldName('left') ?? null;
  if (
    list?.type === 'expression_list' &&
    left !== null &&
    childrenOf(left).length === 2 &&
    childrenOf(list).length === 1
  )
    return true;
  if (statement?.type === 'var_spec' || list?.type === 'var_spec') return true;
  const fn = file.functionAround(node);
  const before = fn === null ? '' : withoutComments(file.file.text.slice(fn.startIndex, node.startIndex));
  const element = asPattern(file.field(node, 'operand'));
  return (
    new RegExp(`,\\s*\\w+\\s*:?=\\s*${element}|${element}\\s*(?:==|!=)`).test(before) ||
    /\brecover\(\)/.test(file.text(fn))
  );
}

/** A parameter, or what the function has made of a token, is `jwt.MapClaims`, whatever it is called. */
function holdsClaims(map: string, node: GoNode, file: GoFile): boolean {
  const parameter = file.parameterAround(map, node);
  if (parameter !== null) return CLAIMS.test(parameter.type);
  const made = new RegExp(`\\b${asPattern(map)}(?:\\s*,\\s*\\w+)?\\s*:?=\\s*[\\w.]+\\.\\(\\*?(\\w+)\\.MapClaims\\)`);
  const qualifier = made.exec(file.bodyText(file.declarationAround(node)))?.[1];
  return qualifier !== undefined && file.importsAny(CLAIMS_PACKAGE);
}

const CLAIMS_PACKAGE = /^github\.com\/(?:golang-jwt|dgrijalva)\/jwt(?:-go)?(?:\/v\d+)?$/;

const CLAIMS = /^\*?github\.com\/(?:golang-jwt|dgrijalva)\/jwt(?:-go)?(?:\/v\d+)?\.MapClaims$/;

/** The claims of a token, or what the same function has decoded. */
function cameFromOutside(map: string, node: GoNode, file: GoFile): boolean {
  const name = asPattern(map);
  const body = file.bodyText(file.declarationAround(node));
  if (new RegExp(`\\b${name}\\["[^"\\n]*"\\]\\s*=[^=]`).test(body)) return false;
  if (/claims$/i.test(map) || holdsClaims(map, node, file))
    return !new RegExp(`\\b${name}\\s*:?=\\s*[\\w.]*(?:Claims|map\\[[^\\]]*\\]\\w+)\\{`).test(body);
  // What the same function has put together comes back as it was.
  if (/\bMarshal\(/.test(body)) return false;
  return new RegExp(
    `json\\w*\\.Unmarshal\\w*\\([^\\n]*,\\s*&${name}\\b|NewDecoder\\([^\\n]*\\)\\.Decode\\(\\s*&${name}\\b`,
  ).test(body);
}
