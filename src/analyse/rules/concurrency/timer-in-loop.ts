// Work that is done again and again: patterns compiled each time, timers made in a loop, bodies read to whatever end
import { descendants } from '../engine/go-file.ts';
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';
import { isInLoopBody } from './loop-body.ts';

export const timerInLoop: CodeRule = {
  id: 'concurrency/timer-in-loop',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Every turn of a loop leaves a timer behind',
  why: 'Before Go 1.23 the timer of `time.After` stays in memory until it fires, also when another case of the select was taken: a busy loop with a long timeout collects thousands of them.',
  exceptions: 'Since Go 1.23, where timers that nobody refers to are collected.',
  fix: 'Make one `time.NewTimer` before the loop and Reset it in each turn, or set go 1.23 in go.mod.',
  tradeOffs:
    'The timer has to be stopped when the loop ends, and before Go 1.23 stopped and drained before each Reset.',
  example:
    'timeout := time.NewTimer(wait)\ndefer timeout.Stop()\nfor {\n\ttimeout.Reset(wait)\n\tselect {\n\tcase job := <-jobs:\n\t\trun(job)\n\tcase <-timeout.C:\n\t\treturn\n\t}\n}',
  references: ['https://go.dev/wiki/Go123Timer'],
  linters: ['staticcheck'],
  prefilters: { file: /\btime\.After\(/ },
  nodes: ['communication_case'],
  check(node, file) {
    const after = descendants(node.childForFieldName('communication'), 'call_expression').find((call) =>
      file.isCallOf(call, 'time', /^After$/),
    );
    const fn = file.functionAround(node);
    if (after === undefined || fn === null || !isInLoopBody(node, fn, file)) return null;
    return { node: after, said: `${file.where(node)} calls \`time.After\` in a select within a loop.` };
  },
  confirm({ path }, around) {
    const release = around.releaseOf(path);
    return release === null ? UNDECIDED : release < 23;
  },
};
