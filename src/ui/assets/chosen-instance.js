import { place } from './router.js';

/**
 * The instance whose history the address asks for: `instance` of the events, or that of the chosen
 * `step`, which is an instance's id and the number of the step.
 * @param {{ id: string, name: string }[]} [instances]
 * @returns {string | undefined}
 */
export function chosenInstance(instances = []) {
  const { query, tab } = place();
  if (query.step) return query.step.slice(0, query.step.lastIndexOf('.'));
  if (tab !== 'events') return undefined;
  if (query.instance) return query.instance;
  return (instances.find(({ name }) => name === 'captureMachine') ?? instances[0])?.id;
}
