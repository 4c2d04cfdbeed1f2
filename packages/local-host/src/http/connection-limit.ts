/**
 * Maximum number of client connections: half of the open files that the process may have. The other half
 * serves the state, the app's files and its own connections. Without a limit, clients could use up all of
 * them, and every operation of the app would fail with EMFILE.
 *
 * @returns undefined if the number of open files is not limited
 */
export function connectionLimit(): number | undefined {
  // Node offers this limit only in its report. Its network section is slow and is not needed.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | string } };
  };
  const files = Number(userLimits?.open_files?.soft);
  return Number.isSafeInteger(files) ? Math.floor(files / 2) : undefined;
}
