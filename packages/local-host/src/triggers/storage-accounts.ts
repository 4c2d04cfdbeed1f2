import { HostError, messageOf } from '../model/host-error.ts';

const DEFAULT_CONNECTION = 'AzureWebJobsStorage';

/** Clients of the storage accounts that the `connection` settings of bindings name, one for each setting. */
export class StorageAccounts<Service> {
  readonly #connect: (connectionString: string) => Service;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #services = new Map<string, Service>();

  constructor(
    connect: (connectionString: string) => Service,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.#connect = connect;
    this.#environment = environment;
  }

  /**
   * The client of an account.
   *
   * @param about the binding, for errors
   * @throws HostError `binding-invalid`, `setting-missing`, `setting-invalid`
   */
  get(about: string, connection: unknown): Service {
    if (connection !== undefined && typeof connection !== 'string') {
      const shown = JSON.stringify(connection);
      throw new HostError(
        'binding-invalid',
        `${about} has the "connection" ${shown}; it must be the name of a setting.`,
      );
    }
    const setting = connection || DEFAULT_CONNECTION;
    const known = this.#services.get(setting);
    if (known !== undefined) return known;
    const service = this.#open(about, setting);
    this.#services.set(setting, service);
    return service;
  }

  #open(about: string, setting: string): Service {
    const value = this.#environment[`AzureWebJobs${setting}`] ?? this.#environment[setting];
    if (!value) {
      const byIdentity = Object.keys(this.#environment).find((name) =>
        name.startsWith(`${setting}__`),
      );
      const hint = byIdentity
        ? ` ${byIdentity} is set, but connections by identity are not supported here.`
        : '';
      throw new HostError(
        'setting-missing',
        `${about} needs the setting ${setting}: the connection string of a storage account, or "UseDevelopmentStorage=true" for Azurite on its usual ports. Set it in the environment or under "Values" in local.settings.json.${hint}`,
      );
    }
    try {
      return this.#connect(value);
    } catch (error) {
      // The message omits the value, because it contains a key.
      throw new HostError(
        'setting-invalid',
        `${about} takes the setting ${setting}, which is not a connection string: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }
}

/** Few retries with short delays: listeners have their own, and the caller of a function waits for its outputs. */
export const RETRY = { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };
