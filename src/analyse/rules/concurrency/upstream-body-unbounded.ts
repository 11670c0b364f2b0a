// Work that is done again and again: patterns compiled each time, timers made in a loop, bodies read to whatever end
import type { CodeRule } from '../engine/rule.ts';

export const upstreamBodyUnbounded: CodeRule = {
  id: 'concurrency/upstream-body-unbounded',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'The answer of another service is read whole, however long it is',
  why: 'The other side decides how much memory this process takes: one endless answer is enough to end it.',
  exceptions: 'Where the other side is your own and its answers are known to be small.',
  fix: 'Read through `io.LimitReader`, or decode the answer as it comes.',
  tradeOffs: 'An answer that was cut off must be told from a whole one: read one byte more than the limit.',
  example:
    'body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))\nif err == nil && len(body) > maxBody {\n\terr = errAnswerTooLong\n}',
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
    return { node, said: `${file.where(node)} reads all of \`${name}.Body\` into memory.` };
  },
};
