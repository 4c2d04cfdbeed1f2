import { clearLine, cursorTo } from 'node:readline';

/** Shows progress: one line that changes on a terminal, otherwise one line for each stage. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream;
  #stage = '';

  constructor(out: NodeJS.WriteStream = process.stdout) {
    this.#out = out;
  }

  /** `detail` changes within the same stage. */
  show(stage: string, detail = ''): void {
    if (this.#out.isTTY) {
      cursorTo(this.#out, 0);
      this.#out.write(`  ${stage}${detail}`.slice(0, this.#out.columns - 1));
      clearLine(this.#out, 1);
    } else if (stage !== this.#stage) {
      this.#out.write(`  ${stage}\n`);
    }
    this.#stage = stage;
  }

  end(): void {
    if (this.#out.isTTY) this.#out.write('\n');
  }
}
