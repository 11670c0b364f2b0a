// Shows progress on stderr, so that stdout holds only the result: a spinner in a terminal, one line per message
// elsewhere.
import { createSpinner } from 'nanospinner';
import type { Progress } from '../domain/ports.ts';

export interface ProgressDisplay {
  readonly show: Progress;
  /** Clears the display. May be called more than once. */
  readonly stop: () => void;
}

/** Used where a terminal reports no width: the spinner divides by it, and loops forever on 0. */
const DEFAULT_COLUMNS = 80;

/** Creates the display. The spinner needs both streams to be terminals, because its library looks at stdout. */
export function createProgress(
  stream: NodeJS.WriteStream = process.stderr,
  isTerminal = stream.isTTY === true && process.stdout.isTTY === true,
): ProgressDisplay {
  return isTerminal ? createSpinnerDisplay(stream) : createLineDisplay(stream);
}

function createLineDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  let last = '';
  return {
    show: ({ room, message }) => {
      const line = `${room}: ${message}\n`;
      if (line !== last) stream.write(line);
      last = line;
    },
    stop: () => {},
  };
}

function createSpinnerDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const spinner = createSpinner('', { stream: withColumns(stream) }).start();
  let isRunning = true;
  return {
    show: ({ room, message, done, total }) => {
      spinner.update({ text: `${room}: ${message}${total ? ` ${done ?? 0}/${total}` : ''}` });
    },
    stop: () => {
      if (!isRunning) return;
      isRunning = false;
      spinner.clear();
      spinner.stop();
    },
  };
}

/** The stream, but never 0 columns wide. Reads the width each time, because a terminal can be resized to 0. */
function withColumns(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'columns') return target.columns || DEFAULT_COLUMNS;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
