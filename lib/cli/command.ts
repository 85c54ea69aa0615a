/** One command of bin/lighter. */
export type Command = {
  /** As it is typed, such as `admin reset-password`. */
  name: string;
  /** Its operands as help shows them, such as `NAME`; none: left out. */
  operands?: string;
  /** Options without a value that it takes, such as `--dry-run`; `run` gets those that were given after the operands. */
  options?: string[];
  /** One line for the list of commands. */
  summary: string;
  /** More for `--help` of this command. */
  details?: string;
  /** Not in the list: a piece of another command. */
  hidden?: boolean;
  /** Runs it and gives the exit code. Throws AppErrors, whose message is printed. */
  run(operands: string[]): Promise<number>;
};

/** The exit code for a command line that makes no sense, as in most Unix tools. */
export const USAGE_ERROR = 2;
