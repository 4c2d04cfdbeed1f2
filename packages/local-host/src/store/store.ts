import { Activities } from './activities.ts';
import { Database, type Synchronous } from './database.ts';
import { Entities } from './entities.ts';
import { GroupCommit, type Written } from './group-commit.ts';
import { Histories } from './histories.ts';
import { Instances } from './instances.ts';
import { Messages } from './messages.ts';
import { Schedules } from './schedules.ts';

/** A task hub in one SQLite file: all that outlives the process. */
export class Store {
  readonly instances: Instances;
  readonly histories: Histories;
  readonly messages: Messages;
  readonly activities: Activities;
  readonly entities: Entities;
  readonly schedules: Schedules;
  readonly #database: Database;
  readonly #groupCommit: GroupCommit;

  /** @throws HostError as {@link Database} */
  constructor(file: string, synchronous: Synchronous = 'FULL') {
    this.#database = new Database(file, synchronous);
    this.instances = new Instances(this.#database);
    this.histories = new Histories(this.#database);
    this.messages = new Messages(this.#database);
    this.#groupCommit = new GroupCommit(this.#database);
    this.activities = new Activities(this.#database);
    this.entities = new Entities(this.#database);
    this.schedules = new Schedules(this.#database);
  }

  /**
   * Makes a write, which all can read at once. `body` may not refuse: where it throws, all is lost that
   * shares its transaction. `basis` is what `lost` was when the caller read what it builds upon.
   *
   * @throws HostError `state-not-written`; from its promises too, where the transaction is lost
   */
  write(body: () => void, basis?: number): Written {
    return this.#groupCommit.write(body, basis);
  }

  /** Resolves when all that can be read now is committed. @throws HostError `state-not-written` */
  settled(): Promise<void> {
    return this.#groupCommit.settled();
  }

  /** Transactions committed since the file was opened. */
  get commits(): number {
    return this.#groupCommit.commits;
  }

  /** Transactions lost since the file was opened: what was read before is no longer so. */
  get lost(): number {
    return this.#groupCommit.lost;
  }

  /** Closes the file without what is pending; those who wait for it are told so. */
  abandon(): void {
    this.#groupCommit.abandon();
    this.#database.close();
  }

  /** Commits and flushes what is pending, and closes the file. */
  close(): void {
    this.#groupCommit.flush();
    this.#database.close();
  }
}
