import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A command under test, in a process group of its own. */
export class Run implements Disposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  stdout = '';
  stderr = '';

  constructor(command: string, args: readonly string[], env: Record<string, string> = {}) {
    this.#child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#exited = once(this.#child, 'close');
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** Resolves when stdout has this in it; with the match. @throws when the command ends before. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match !== null) return match;
      const more = once(this.#child.stdout as NodeJS.ReadableStream, 'data');
      const ended = await Promise.race([more.then(() => false), this.#exited.then(() => true)]);
      if (ended && !pattern.test(this.stdout)) {
        throw new Error(`It ended without printing ${String(pattern)}:\n${this.stderr}`);
      }
    }
  }

  /** Sends a signal as a terminal does: to the command, and to all in its process group. */
  signal(signal: NodeJS.Signals): void {
    process.kill(-(this.#child.pid ?? 0), signal);
  }

  /** Whatever a failed test leaves running is killed. */
  [Symbol.dispose](): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.signal('SIGKILL');
  }

  /** The exit code, once it has ended and all its output is here; null when a signal ended it. */
  async exitCode(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }
}
