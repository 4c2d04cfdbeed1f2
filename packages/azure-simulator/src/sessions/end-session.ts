import type { Session } from '../model/session.ts';

/** The session with its end moved to now. Unchanged if it has already ended. */
export function endSession(session: Session, now: number, cause: 'manual' | 'deleted'): Session {
  if (now >= session.end.at) return session;
  const end = { at: now, cause };
  const errors = session.storageFails ? ['StorageFailed'] : [];
  return { ...session, end, errors, file: fileAtEnd({ ...session, end, errors }) };
}

/** The state of a session's file: none after a failure, without a path, or if the session vanishes. */
export function fileAtEnd(
  session: Pick<Session, 'end' | 'errors' | 'deletedAt' | 'properties'>,
): 'pending' | 'none' {
  const { end, errors, deletedAt, properties } = session;
  if (errors.length > 0 || !properties.storageLocation.storagePath) return 'none';
  return deletedAt === undefined || deletedAt >= end.at ? 'pending' : 'none';
}
