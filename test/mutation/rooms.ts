/** Folder whose code the mutation run changes. */
export interface Room {
  folder: string;
  /** Globs of the test files outside the folder that test its code. */
  furtherTests?: readonly string[];
}

/** The rooms of the whole run, `npm run mutate`. */
export const rooms: readonly Room[] = [
  {
    folder: 'packages/azure-simulator/src/*.ts',
    furtherTests: [
      'packages/azure-simulator/test/private.test.ts',
      'packages/azure-simulator/test/faults.test.ts',
    ],
  },
  {
    folder: 'packages/azure-simulator/src/admin',
    furtherTests: [
      'packages/azure-simulator/test/answers.test.ts',
      'packages/azure-simulator/test/admin.test.ts',
    ],
  },
  {
    folder: 'packages/azure-simulator/src/arm',
    furtherTests: [
      'packages/azure-simulator/test/answers.test.ts',
      'packages/azure-simulator/test/faults.test.ts',
    ],
  },
  { folder: 'packages/azure-simulator/src/clock' },
  { folder: 'packages/azure-simulator/src/descriptions' },
  { folder: 'packages/azure-simulator/src/faults' },
  { folder: 'packages/azure-simulator/src/model' },
  {
    folder: 'packages/azure-simulator/src/pcap',
    furtherTests: ['packages/azure-simulator/src/traffic/conversations.test.ts'],
  },
  { folder: 'packages/azure-simulator/src/sessions' },
  {
    folder: 'packages/azure-simulator/src/store',
    furtherTests: ['packages/azure-simulator/src/sessions/capture-files.test.ts'],
  },
  { folder: 'packages/azure-simulator/src/traffic' },
  { folder: 'packages/local-host/src/engine' },
  { folder: 'packages/local-host/src/model' },
  { folder: 'packages/local-host/src/replayer' },
  { folder: 'packages/local-host/src/store' },
  { folder: 'packages/local-host/src/turn' },
  { folder: 'src/*.ts' },
  { folder: 'src/activities' },
  { folder: 'src/alerts' },
  { folder: 'src/azure' },
  { folder: 'src/captures' },
  { folder: 'src/limit' },
  { folder: 'src/notifications' },
  { folder: 'src/orchestrators' },
  { folder: 'src/rules' },
  { folder: 'src/task-hub' },
  { folder: 'src/telemetry' },
  { folder: 'src/timers' },
  { folder: 'src/traffic/*.ts' },
  { folder: 'src/traffic/counts' },
  { folder: 'src/traffic/dns' },
  { folder: 'src/traffic/files' },
  { folder: 'src/traffic/filter' },
  { folder: 'src/traffic/layers' },
  { folder: 'src/traffic/packets' },
  { folder: 'src/traffic/summary' },
  { folder: 'src/traffic/tcp' },
  {
    folder: 'src/triggers',
    furtherTests: ['src/views/capture-index.test.ts', 'commands/describe-api.test.ts'],
  },
  { folder: 'src/ui' },
  { folder: 'src/views', furtherTests: ['src/triggers/half-written.test.ts'] },
  {
    folder: 'src/workflow',
    furtherTests: [
      'src/orchestrators/capture-machine.test.ts',
      'src/orchestrators/capture-session.test.ts',
      'src/orchestrators/watch-session.test.ts',
    ],
  },
];
