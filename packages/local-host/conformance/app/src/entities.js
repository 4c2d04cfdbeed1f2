import * as df from 'durable-functions';

df.app.entity('counter', ({ df: entity }) => {
  const value = entity.getState(() => 0);
  switch (entity.operationName) {
    case 'add':
      entity.setState(value + entity.getInput());
      break;
    case 'reset':
      entity.setState(0);
      break;
    case 'get':
      entity.return(value);
      break;
    case 'fail':
      throw new Error('entity failure');
    case 'delete':
      entity.destructOnExit();
      break;
  }
});

/** Counts the current and the maximum number of instances inside. */
df.app.entity('gate', ({ df: entity }) => {
  const state = entity.getState(() => ({ inside: [], total: 0, max: 0 }));
  switch (entity.operationName) {
    case 'enter':
      state.inside.push(entity.getInput());
      state.total++;
      state.max = Math.max(state.max, state.inside.length);
      entity.setState(state);
      entity.return(state.inside.length);
      break;
    case 'leave':
      state.inside = state.inside.filter((each) => each !== entity.getInput());
      entity.setState(state);
      entity.return(state.inside.length);
      break;
    case 'get':
      entity.return(state);
      break;
    case 'fail':
      throw new Error('entity failure in lock');
  }
});

const LEASES = 10;

/** Grants at most ten leases at a time. */
df.app.entity('lease', ({ df: entity }) => {
  const state = entity.getState(() => ({ held: [], max: 0, acq: 0, refused: 0 }));
  switch (entity.operationName) {
    case 'acquire': {
      const free = state.held.length < LEASES;
      if (free) {
        state.held.push(entity.getInput());
        state.acq++;
        state.max = Math.max(state.max, state.held.length);
      } else {
        state.refused++;
      }
      entity.setState(state);
      entity.return(free);
      break;
    }
    case 'release':
      state.held = state.held.filter((each) => each !== entity.getInput());
      entity.setState(state);
      entity.return(state.held.length);
      break;
    case 'get':
      entity.return(state);
      break;
  }
});
