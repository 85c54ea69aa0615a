import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters, styleText } from 'node:util';

/** One thing that is being done, such as `database`. */
export type Step = {
  /** What is going on now; shown when it takes time. */
  note: (doing: string) => void;
  done: (result: string) => void;
};

/** What `lighter start` shows a person: a checklist while it works, short lines afterwards. */
export type Screen = {
  step(name: string): Step;
  line(name: string, text: string): void;
  block(text: string): void;
  /** Takes unfinished steps away. */
  clear(): void;
};

/** A live checklist on a terminal; plain lines elsewhere. */
export function openScreen(out: NodeJS.WriteStream = process.stdout): Screen {
  // `npm start | head` must not end the service.
  out.on('error', () => undefined);
  return out.isTTY ? liveScreen(out) : plainScreen(out);
}

/** `database  text`, names in a column. */
export function entry(name: string, text: string): string {
  return `${name.padEnd(NAME_WIDTH)}${text}`;
}

const NAME_WIDTH = 11;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

function plainScreen(out: NodeJS.WriteStream): Screen {
  const line = (name: string, text: string) => void out.write(`${entry(name, text)}\n`);
  return {
    step: (name) => ({ note: (doing) => line(name, `${doing} …`), done: (result) => line(name, result) }),
    line,
    block: (text) => void out.write(`${text}\n`),
    clear: () => undefined,
  };
}

type Active = { name: string; doing: string; since: number };

function liveScreen(out: WriteStream): Screen {
  const active: Active[] = [];
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const erase = () => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = () => {
    const frame = FRAMES[Math.floor(performance.now() / FRAME_MS) % FRAMES.length] ?? '';
    const lines = active.map(
      (step) => `${fit(`${styleText('cyan', frame)} ${activeText(step)}`, out.columns || 80)}\n`,
    );
    out.write(lines.join(''));
    drawn = active.length;
  };
  const print = (text: string) => {
    erase();
    out.write(`${text}\n`);
    draw();
  };
  const tick = () => {
    erase();
    draw();
  };
  const settle = () => {
    if (active.length > 0) timer ??= setInterval(tick, FRAME_MS).unref();
    else timer = void clearInterval(timer);
  };
  return {
    step(name) {
      const step: Active = { name, doing: '', since: performance.now() };
      active.push(step);
      settle();
      return {
        note: (doing) => void (step.doing = doing),
        done(result) {
          if (active.includes(step)) active.splice(active.indexOf(step), 1);
          settle();
          print(`${styleText('green', '✓')} ${entry(name, result)}`);
        },
      };
    },
    line: (name, text) => print(`  ${entry(name, text)}`),
    block: print,
    clear() {
      active.length = 0;
      settle();
      erase();
    },
  };
}

function activeText({ name, doing, since }: Active): string {
  const seconds = Math.floor((performance.now() - since) / 1000);
  return entry(name, `${doing}${seconds > 0 ? ` (${seconds} s)` : ''}`);
}

/** A line that wraps would be counted as one and leave remains. */
function fit(text: string, columns: number): string {
  const hidden = text.length - stripVTControlCharacters(text).length;
  return text.slice(0, Math.max(columns - 1, 1) + hidden);
}
