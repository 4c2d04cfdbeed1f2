import { place } from './router.js';

/**
 * The instance whose history the address requests: the parameter `instance` of the events, or the
 * instance of the chosen `step`, which is an instance id and a step number.
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
