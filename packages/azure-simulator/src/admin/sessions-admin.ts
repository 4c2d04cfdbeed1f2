import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import * as v from 'valibot';
import { watcherId } from '../arm/network-watchers.ts';
import { normalRegion } from '../descriptions/region.ts';
import { parseCreateBody } from '../sessions/create-body.ts';
import { peak } from '../sessions/peak.ts';
import { planSession } from '../sessions/plan-session.ts';
import { sessionFiles } from '../sessions/session-capture.ts';
import { sessionState } from '../sessions/session-state.ts';
import type { Session } from '../model/session.ts';
import type { Simulation } from '../simulation.ts';
import { AdminProblem, readBody } from './problem.ts';

const ForeignSession = v.strictObject({
  name: v.string(),
  subscriptionId: v.string(),
  region: v.optional(v.string(), 'westeurope'),
  /** Resource id of the target. Default: a machine of another owner. */
  target: v.optional(v.string()),
  timeLimitInSeconds: v.optional(v.number(), 18000),
  /** True for a session that has ended but is still listed. */
  ended: v.optional(v.boolean(), false),
});

/** Routes of the sessions: list current and past ones, and create sessions of other owners. */
export function sessionsAdmin(simulation: Simulation): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const now = simulation.clock.now();
    const all = simulation.sessions.all();
    const watchers = Map.groupBy(all, (session) => session.watcherId.toLowerCase());
    return c.json({
      value: all.map((session) => sessionBody(session, now)),
      watchers: [...watchers.values()].map((sessions) => watcherFigures(sessions, now)),
    });
  });

  app.put('/foreign', async (c) => {
    const wanted = await readBody(c, ForeignSession);
    return c.json(sessionBody(addForeign(simulation, wanted), simulation.clock.now()), 201);
  });

  app.get('/:seq/file', (c) => {
    const session = simulation.sessions.bySeq(Number(c.req.param('seq')));
    if (!session) throw new AdminProblem(404, `There is no session '${c.req.param('seq')}'.`);
    const files = sessionFiles(session, simulation.clock.now());
    const index = Number(c.req.query('index') ?? 0);
    const file = files[index];
    if (!file) throw new AdminProblem(404, `The session has ${files.length} files.`);
    return new Response(new Uint8Array(file.content), {
      headers: { 'Content-Type': 'application/vnd.tcpdump.pcap' },
    });
  });
  return app;
}

function addForeign(simulation: Simulation, wanted: v.InferOutput<typeof ForeignSession>): Session {
  const { world, clock, sessions, files } = simulation;
  const { subscriptionId, name } = wanted;
  const region = normalRegion(wanted.region);
  const watcher = world.watchers(subscriptionId).find((one) => one.region === region);
  if (!watcher) throw new AdminProblem(400, `There is no watcher in region '${region}'.`);
  const now = clock.now();
  const id = `${watcherId(subscriptionId, watcher)}/packetCaptures/${name}`;
  if (sessions.find(id, now)) throw new AdminProblem(400, `There is a session '${name}' already.`);
  const startedAt = wanted.ended ? now - wanted.timeLimitInSeconds * 1000 : now;
  const target =
    wanted.target ??
    `/subscriptions/${subscriptionId}/resourceGroups/others/providers/Microsoft.Compute/virtualMachines/other`;
  const session = sessions.insert(
    planSession({
      id,
      name,
      watcherId: watcherId(subscriptionId, watcher),
      region,
      properties: parseCreateBody({
        properties: {
          target,
          timeLimitInSeconds: wanted.timeLimitInSeconds,
          storageLocation: { filePath: '/var/captures/other.cap' },
        },
      }),
      localAddress: '10.0.0.5',
      operationId: randomUUID(),
      now,
      startedAt,
      readyAt: now,
      blobEndpoint: '',
      effects: [],
      foreign: true,
    }),
  );
  files.schedule();
  return session;
}

function sessionBody(session: Session, now: number): Record<string, unknown> {
  const { seq, name, id, foreign, file, properties } = session;
  const iso = (time: number | undefined) =>
    time === undefined ? undefined : new Date(time).toISOString();
  const listed = session.deletedAt === undefined || session.deletedAt > now;
  return {
    seq,
    name,
    id,
    target: properties.target,
    foreign,
    listed,
    ...sessionState(session, now),
    endCause: session.end.at <= now ? session.end.cause : undefined,
    createdAt: iso(session.createdAt),
    startedAt: iso(session.startedAt),
    endsAt: iso(session.end.at),
    deletedAt: listed ? undefined : iso(session.deletedAt),
    storagePath: properties.storageLocation.storagePath,
    instances: session.instances,
    requested: session.requested,
    file,
  };
}

function watcherFigures(sessions: readonly Session[], now: number): Record<string, unknown> {
  const until = (moment: number | undefined) =>
    moment !== undefined && moment <= now ? moment : undefined;
  const listed = sessions.map((one) => ({ from: one.createdAt, until: until(one.deletedAt) }));
  const active = sessions.map((one) => ({ from: one.createdAt, until: until(one.end.at) }));
  return {
    watcher: sessions[0]?.watcherId,
    sessions: sessions.length,
    listed: listed.filter((interval) => interval.until === undefined).length,
    peakListed: peak(listed),
    peakActive: peak(active),
  };
}
