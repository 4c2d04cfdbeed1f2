/** Folder whose code the mutation run changes. */
export interface Room {
  folder: string;
  /** Globs of the test files outside the folder that test its code. */
  furtherTests: readonly string[];
}

/** The rooms of the whole run, `npm run mutate`. */
export const rooms: readonly Room[] = [
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
  { folder: 'packages/azure-simulator/src/clock', furtherTests: [] },
  { folder: 'packages/azure-simulator/src/descriptions', furtherTests: [] },
  { folder: 'packages/azure-simulator/src/faults', furtherTests: [] },
  { folder: 'packages/azure-simulator/src/model', furtherTests: [] },
  {
    folder: 'packages/azure-simulator/src/pcap',
    furtherTests: ['packages/azure-simulator/src/traffic/conversations.test.ts'],
  },
  { folder: 'packages/azure-simulator/src/sessions', furtherTests: [] },
  {
    folder: 'packages/azure-simulator/src/store',
    furtherTests: ['packages/azure-simulator/src/sessions/capture-files.test.ts'],
  },
  { folder: 'packages/azure-simulator/src/traffic', furtherTests: [] },
  { folder: 'packages/local-host/src/engine', furtherTests: [] },
  { folder: 'packages/local-host/src/model', furtherTests: [] },
  { folder: 'packages/local-host/src/replayer', furtherTests: [] },
  { folder: 'packages/local-host/src/store', furtherTests: [] },
  { folder: 'packages/local-host/src/turn', furtherTests: [] },
  { folder: 'src/*.ts', furtherTests: ['src/settings.test.ts'] },
  { folder: 'src/activities', furtherTests: [] },
  { folder: 'src/alerts', furtherTests: [] },
  { folder: 'src/azure', furtherTests: [] },
  { folder: 'src/captures', furtherTests: [] },
  { folder: 'src/limit', furtherTests: [] },
  { folder: 'src/notifications', furtherTests: [] },
  { folder: 'src/rules', furtherTests: [] },
  { folder: 'src/task-hub', furtherTests: [] },
  { folder: 'src/telemetry', furtherTests: [] },
  { folder: 'src/timers', furtherTests: [] },
  { folder: 'src/traffic/*.ts', furtherTests: [] },
  { folder: 'src/traffic/counts', furtherTests: [] },
  { folder: 'src/traffic/dns', furtherTests: [] },
  { folder: 'src/traffic/files', furtherTests: [] },
  { folder: 'src/traffic/filter', furtherTests: [] },
  { folder: 'src/traffic/layers', furtherTests: [] },
  { folder: 'src/traffic/packets', furtherTests: [] },
  { folder: 'src/traffic/summary', furtherTests: [] },
  { folder: 'src/traffic/tcp', furtherTests: [] },
  {
    folder: 'src/triggers',
    furtherTests: ['src/views/capture-index.test.ts', 'commands/describe-api.test.ts'],
  },
  { folder: 'src/ui', furtherTests: [] },
  { folder: 'src/views', furtherTests: ['src/triggers/half-written.test.ts'] },
  {
    folder: 'src/workflow',
    furtherTests: [
      'src/orchestrators/await-file.test.ts',
      'src/orchestrators/capture-machine.test.ts',
    ],
  },
];
