// Bodies of requests: read without a limit, and bound without a check.
import { asPattern } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const boundWithoutCheck: CodeRule = {
  id: 'api/bound-without-check',
  section: 'api-design',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'A request is bound to a struct that nothing checks',
  why: 'Binding fills what is there and leaves the rest at zero: an order without a customer or with a negative amount goes on into the domain.',
  exceptions: 'Where the domain checks what it is given, or every field may be left out.',
  fix: 'Say with `binding` or `validate` tags what must be there, or give the type a Validate method and call it after binding.',
  tradeOffs: 'Requests that were taken before are refused: what clients leave out today must be known first.',
  example:
    'type NewOrder struct {\n\tCustomer string `json:"customer" binding:"required"`\n\tCents    int64  `json:"cents" binding:"gt=0"`\n}',
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
    return {
      node,
      said: `${file.where(node)} binds a request to \`${name}\`, and neither it nor the handler checks what it holds.`,
      subject: name,
    };
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
