/** The bound on staleness without faults: what differs for less than this may be an event that is on its way. */
export const boundMs = 1_000;
