import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A command under test, in its own process group. */
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

  /** Resolves with the match when stdout matches. @throws {Error} when the command ends before. */
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

  /** Sends a signal to the command's process group, as a terminal does. */
  signal(signal: NodeJS.Signals): void {
    process.kill(-(this.#child.pid ?? 0), signal);
  }

  /** Kills what a failed test leaves running. */
  [Symbol.dispose](): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.signal('SIGKILL');
  }

  /** The exit code, after the end of all output; null when a signal ended the command. */
  async exitCode(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }
}
