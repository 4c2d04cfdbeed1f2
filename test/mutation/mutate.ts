import { filesOf, mutateFolder } from './mutate-folder.ts';
import { rooms } from './rooms.ts';

/*
 * npm run mutate -- FOLDER [TEST FILE...]: changes the code of a folder in many small ways, one at a time,
 * and runs the tests in the folder, and the named ones, for each change. Reports what no test noticed.
 * A glob such as 'src/traffic/*.ts' names single files in place of a folder.
 * Without a folder it does so for all rooms, and prints a table at the end.
 */

const [folder, ...named] = process.argv.slice(2);
const known = rooms.filter((room) => folder === undefined || room.folder === folder);
const chosen = known.length > 0 ? known : [{ folder: folder ?? '' }];
const lines: string[] = [];
for (const { folder, furtherTests = [] } of chosen) {
  const tests = [filesOf(folder).replace(/\.ts$/, '.test.ts'), ...furtherTests, ...named];
  const { changes, noticed, seconds } = await mutateFolder(folder, tests);
  const share = ((100 * noticed) / changes).toFixed(1);
  lines.push(`| \`${folder}\` | ${changes} | ${share} % | ${Math.round(seconds)} s |`);
}
console.log(['', '| Folder | Changes | Noticed | Time |', ...lines].join('\n'));
