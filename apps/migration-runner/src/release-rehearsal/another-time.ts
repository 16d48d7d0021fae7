/** Instead of what a step did: it is not done, its time comes again. */
export const anotherTime = Symbol('another time');
