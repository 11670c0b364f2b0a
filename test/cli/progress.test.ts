// What is shown on stderr while a command works.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { createProgress } from '../../src/cli/progress.ts';
import { built } from '../support/built.ts';

/** A stream that keeps what is written. */
function createSink() {
  const written: string[] = [];
  const stream = { columns: 0, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { written, stream };
}

test('without a terminal each message is a line, and is not repeated', () => {
  const { written, stream } = createSink();
  const progress = createProgress(stream, false);
  progress.show({ room: 'gather', message: 'reading 3 files' });
  progress.show({ room: 'gather', message: 'reading 3 files' });
  progress.show({ room: 'agent', message: 'turn 1' });
  progress.stop();
  expect(written).toEqual(['gather: reading 3 files\n', 'agent: turn 1\n']);
});

/**
 * Runs the spinner in a process of its own, which believes to have a terminal of this width and handles SIGINT as the command line
 * does. Prints the frames, and "stopped" when the spinner is stopped.
 */
function spinnerProgram(progressModule: string, columns: number): string {
  return `
    import tty from 'node:tty';
    tty.isatty = () => true;
    const { createProgress } = await import(${JSON.stringify(progressModule)});
    const stream = { isTTY: true, columns: ${columns}, write: (text) => process.stdout.write(JSON.stringify(text) + '\\n') };
    const progress = createProgress(stream, true);
    progress.show({ room: 'agent', message: 'turn', done: 1, total: 3 });
    setTimeout(() => {
      progress.stop();
      progress.stop();
      console.log('stopped');
    }, 300);
  `;
}

test.each([0, 1, 80])(
  'in a terminal %i columns wide the spinner turns, and lets other code run',
  async (columns) => {
    const module = await built('src/cli/progress.ts');
    const child = spawn(process.execPath, ['--input-type=module', '-e', spinnerProgram(module, columns)], {
      cwd: tmpdir(),
      env: { PATH: process.env.PATH, TERM: 'xterm' },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 20_000,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(output).toContain('agent: turn 1/3');
    expect(output.trimEnd().split('\n').at(-1)).toBe('stopped');
  },
  60_000,
);
