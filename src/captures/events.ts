/** Name of the external event that ends a capture early. */
export const stopEvent = 'stop';

/** Name of the external event that reports that the alert was resolved. */
export const resolvedEvent = 'resolved';

/** Name of the external event that makes a waiting capture ask for a slot again. */
export const slotEvent = 'slot';
