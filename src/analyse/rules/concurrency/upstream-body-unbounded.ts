// Finds response bodies of other services that are read without a size limit.
import type { CodeRule } from '../engine/rule.ts';

export const upstreamBodyUnbounded: CodeRule = {
  id: 'concurrency/upstream-body-unbounded',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Response of another service is read without a size limit',
  messages: {
    unlimited: '`{func}` reads all of `{body}` into memory.',
  },
  why: 'The other side decides how much memory this process allocates; one endless response can get it killed.',
  exceptions: 'you operate the other service and its responses are known to be small.',
  fix: 'Read through `io.LimitReader` with one byte more than the limit, and return an error for a longer body.',
  tradeOffs: 'The limit has to be chosen; without the extra byte a truncated response looks complete.',
  example:
    'body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))\n' +
    'if err == nil && len(body) > maxBody {\n' +
    '\terr = errResponseTooLong\n' +
    '}',
  references: ['https://pkg.go.dev/io#LimitReader'],
  prefilters: { file: /ReadAll\(\s*\w+\.Body\s*\)/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, /^io(\/ioutil)?$/, /^ReadAll$/)) return null;
    const name = /^(\w+)\.Body$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    const fn = file.functionAround(node);
    if (name === undefined || !/^(r|res|rsp|resp|response|\w+Resp(onse)?|\w+Res)$/.test(name)) return null;
    for (let at = fn; at !== null; at = file.functionAround(at))
      if (file.parametersOf(at).some((one) => one.name === name && one.type === '*net/http.Request')) return null;
    return { node, message: 'unlimited', data: { body: `${name}.Body` } };
  },
};
