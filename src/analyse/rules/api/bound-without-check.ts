// Finds requests that are bound into a struct which nothing validates.
import { asPattern } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const boundWithoutCheck: CodeRule = {
  id: 'api/bound-without-check',
  section: 'api-design',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Bound request struct is never validated',
  messages: {
    unvalidated: '`{func}` binds the request into `{type}`, and neither the type nor the handler validates it.',
  },
  why:
    'Binding fills the fields that are present and leaves the rest at their zero value, so an order without a ' +
    'customer or with a negative amount reaches the domain.',
  exceptions: 'the domain layer validates its input, or every field is optional.',
  fix:
    'Add `binding` tags (gin checks them in `ShouldBind`), call a validator after `Bind` (echo, fiber), or call ' +
    'a `Validate` method.',
  tradeOffs: 'Requests accepted today may get 400; check what clients omit before you require a field.',
  example:
    'type NewOrder struct {\n' +
    '\tCustomer string `json:"customer" binding:"required"`\n' +
    '\tCents    int64  `json:"cents" binding:"gt=0"`\n' +
    '}',
  references: [
    'https://gin-gonic.com/en/docs/binding/binding-and-validation/',
    'https://echo.labstack.com/docs/request#validate-data',
  ],
  prefilters: { file: /\.(?:ShouldBind\w*|Bind\w*|BodyParser)\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    const callee = file.calleeOf(node);
    if (callee === null || !/^(ShouldBind(JSON|BodyWith\w*)?|Bind(JSON)?|BodyParser)$/.test(callee.name)) return null;
    const fn = file.handlerAround(node);
    const variable = /^&(\w+)$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    if (fn === null || variable === undefined || /valid/i.test(file.bodyText(fn))) return null;
    const type = new RegExp(`\\bvar\\s+${variable}\\s+([\\w.]+)|\\b${variable}\\s*:=\\s*([\\w.]+)\\{`).exec(
      file.bodyText(fn),
    );
    const name = (type?.[1] ?? type?.[2] ?? '').split('.').at(-1)!;
    if (!/^\w+$/.test(name) || /^(string|int\d*|map|any)$/.test(name)) return null;
    return { node, message: 'unvalidated', data: { type: name }, subject: name };
  },
  confirm({ path, subject: name = '' }, around) {
    const declared = around.findInModule(new RegExp(`\\btype ${name} struct\\b|^\\t${name} struct\\b`, 'm'), path);
    if (declared === null) return false;
    const text = around.tree
      .text(declared.path)!
      .split('\n')
      .slice(declared.line - 1)
      .join('\n');
    const body = text.slice(0, text.search(/^\t?\}/m));
    return (
      !/\b(binding|validate|valid):"/.test(body) &&
      around.findInModule(new RegExp(`\\b${asPattern(name)}\\) (Validate|Valid|Check)\\w*\\(`), path) === null
    );
  },
};
