import { comparedTo, type Figure, type Goal } from '../support/figure.ts';
import { dbos } from './dbos.ts';
import { localHost } from './local-host.ts';
import { MEASURES, measureEngine } from './measure.ts';
import { referencesInstalled } from './references.ts';
import { restate } from './restate.ts';

/** Goals relative to the better reference; for memory, relative to each reference. */
const GOALS: Record<keyof typeof MEASURES, Goal | undefined> = {
  lone: { bound: 'most', p50: 0.4 },
  start: undefined,
  inFlight: { bound: 'least', p50: 1.3 },
  submitted: { bound: 'least', p50: 1 },
  cpu: undefined,
  memory: { bound: 'most', p50: 1 },
  firstResult: undefined,
};

const REFERENCES = { DBOS: dbos, Restate: restate };

/** The chain of five trivial steps on the local host, compared with other durable engines. */
export async function engines(note: (text: string) => void): Promise<Figure[]> {
  const ours = [await measureEngine(localHost)];
  const references: Record<string, Figure>[] = [];
  if (!referencesInstalled()) {
    note('No reference engines: `npm run bench -- --references engines` installs them.');
  } else {
    for (const [name, engine] of Object.entries(REFERENCES)) {
      try {
        references.push(await measureEngine(engine));
      } catch (error) {
        note(`${name} was not measured: ${(error as Error).message}`);
      }
    }
  }
  const compared = (Object.keys(MEASURES) as (keyof typeof MEASURES)[]).flatMap((key) => {
    const theirs = references.map((each) => each[key]).filter((each) => each !== undefined);
    const better = MEASURES[key].moreIsBetter ? Math.max : Math.min;
    const best = better(...theirs.map(({ p50 }) => p50));
    const reference = theirs.find(({ p50 }) => p50 === best);
    return ours.map((each) =>
      reference ? comparedTo(reference, each[key], GOALS[key]) : each[key],
    );
  });
  return [...compared, ...references.flatMap((each) => Object.values(each))];
}
