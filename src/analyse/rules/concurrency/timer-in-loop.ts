// Finds `time.After` in a select inside a loop, for Go releases that keep its timers.
import { descendants } from '../engine/go-file.ts';
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';
import { isInLoopBody } from './loop-body.ts';

export const timerInLoop: CodeRule = {
  id: 'concurrency/timer-in-loop',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'time.After in a loop leaks timers before Go 1.23',
  messages: {
    timerPerIteration: '`{func}` calls `time.After` in a select inside a loop.',
  },
  why:
    'Each timer stays in memory until it fires, even if another case was selected; a busy loop with a long timeout ' +
    'accumulates thousands of them.',
  exceptions: 'go.mod of the main module says `go 1.23` or later, where unreferenced timers are collected.',
  fix: 'Reuse one `time.NewTimer` (stop, drain, then `Reset` in each iteration), or raise the go directive to 1.23.',
  tradeOffs: 'Before Go 1.23, `Reset` without stop and drain can deliver a stale tick.',
  example:
    'timeout := time.NewTimer(wait)\n' +
    'defer timeout.Stop()\n' +
    'for {\n' +
    '\tif !timeout.Stop() {\n' +
    '\t\tselect {\n' +
    '\t\tcase <-timeout.C:\n' +
    '\t\tdefault:\n' +
    '\t\t}\n' +
    '\t}\n' +
    '\ttimeout.Reset(wait)\n' +
    '\tselect {\n' +
    '\tcase job := <-jobs:\n' +
    '\t\trun(job)\n' +
    '\tcase <-timeout.C:\n' +
    '\t\treturn\n' +
    '\t}\n' +
    '}',
  references: ['https://go.dev/wiki/Go123Timer'],
  prefilters: { file: /\btime\.After\(/ },
  nodes: ['communication_case'],
  check(node, file) {
    const after = descendants(node.childForFieldName('communication'), 'call_expression').find((call) =>
      file.isCallOf(call, 'time', /^After$/),
    );
    const fn = file.functionAround(node);
    if (after === undefined || fn === null || !isInLoopBody(node, fn, file)) return null;
    return { node: after, message: 'timerPerIteration' };
  },
  confirm({ path }, around) {
    const release = around.releaseOf(path);
    return release === null ? UNDECIDED : release < 23;
  },
};
